/** JSON as the AWS protocols write it: a Date is a number of epoch seconds. */
export function encodeJsonDates(output: object): string {
  return JSON.stringify(output, function (this: object, name, value: unknown) {
    // Date writes itself as a text before this function is asked.
    const own: unknown = Reflect.get(this, name);
    return own instanceof Date ? own.getTime() / 1_000 : value;
  });
}
