// Generated from pipelines/orders/schemas/order-placed/v1.proto by `npx millrace schemas types`: do not edit.
import type { EventSchema } from '../../../src/engine/index.ts';

/**
 * A customer ordered something.
 */
export interface OrderPlaced {
  /**
   * Number of the order.
   */
  orderId: string
  /**
   * Number of the customer.
   */
  customerId: string
  /**
   * Where it was ordered, such as "europe"; text, because the shop opens new regions whenever it likes.
   */
  region: string
  /**
   * What kind of goods.
   */
  category: string
  /**
   * Price in euros, as text such as "12.34": a double would be a binary fraction.
   */
  amount: string
  /**
   * How many pieces.
   */
  pieces: number
  /**
   * When it was placed, milliseconds since 1970.
   */
  atMs: bigint
}

export const orderPlacedSchema: EventSchema<OrderPlaced> = {
  format: 'PROTOBUF',
  versions: [
    {
      version: 1,
      definition: `syntax = "proto3";

package millrace.orders;

// A customer ordered something.
message OrderPlaced {
  // Number of the order.
  string order_id = 1;
  // Number of the customer.
  string customer_id = 2;
  // Where it was ordered, such as "europe"; text, because the shop opens new regions whenever it likes.
  string region = 3;
  // What kind of goods.
  string category = 4;
  // Price in euros, as text such as "12.34": a double would be a binary fraction.
  string amount = 5;
  // How many pieces.
  int32 pieces = 6;
  // When it was placed, milliseconds since 1970.
  int64 at_ms = 7;
}
`,
    },
  ],
};
