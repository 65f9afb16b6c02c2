import { type InteropCase, typeOf } from './interop-case.ts';

function proto(name: string, definition: string, event: InteropCase['event']): InteropCase {
  return { type: typeOf(name, 'PROTOBUF', definition), event };
}

const scalars = proto(
  'scalars',
  `syntax = "proto3";
package dev.millrace;

message Scalars {
  double a_double = 1;
  float a_float = 2;
  int32 an_int32 = 3;
  int64 an_int64 = 4;
  uint32 a_uint32 = 5;
  uint64 a_uint64 = 6;
  sint32 a_sint32 = 7;
  sint64 a_sint64 = 8;
  fixed32 a_fixed32 = 9;
  fixed64 a_fixed64 = 10;
  sfixed32 a_sfixed32 = 11;
  sfixed64 a_sfixed64 = 12;
  bool a_bool = 13;
  string a_string = 14;
  bytes some_bytes = 15;
  int64 left_out = 16;
  string blank = 17;
}
`,
  {
    aDouble: Number.POSITIVE_INFINITY,
    aFloat: 0.5,
    anInt32: -2_147_483_648,
    anInt64: -(2n ** 63n),
    aUint32: 4_294_967_295,
    aUint64: 2n ** 64n - 1n,
    aSint32: -1,
    aSint64: -(2n ** 53n) - 1n,
    aFixed32: 4_294_967_295,
    aFixed64: 2n ** 64n - 1n,
    aSfixed32: -5,
    aSfixed64: 2n ** 53n + 1n,
    aBool: true,
    aString: 'Zürich, 東京, 🚲',
    someBytes: Buffer.from([0, 255, 128]),
    leftOut: 0n,
    blank: '',
  },
);

/** The event is neither the file's first message nor the first by name; the index counts the entries of maps before it too. */
const order = proto(
  'order-paid',
  `syntax = "proto3";
package dev.millrace.shop;

import "google/protobuf/timestamp.proto";

message Zone {
  string name = 1;
}

message Address {
  string city = 1;
  Zone zone = 2;
}

message OrderPaid {
  string order_id = 1;
  repeated Line lines = 2;
  map<string, int64> unit_prices = 3;
  map<int32, Address> stops = 4;
  optional int32 discount = 5;
  optional string note = 6;
  oneof payment {
    string card = 7;
    Cash cash = 8;
  }
  google.protobuf.Timestamp paid_at = 9;
  Kind kind = 10;
  repeated Kind kinds = 11;
  repeated sint64 deltas = 12;
  repeated uint32 loose = 13 [packed = false];
  Address address = 14;
  Address other_address = 15;

  message Line {
    string product = 1;
    uint32 quantity = 2;
    map<string, string> labels = 3;
  }

  message Cash {
    fixed64 cents = 1;
  }

  enum Kind {
    KIND_UNKNOWN = 0;
    NEW = 1;
    USED = 2;
  }
}

message Alpha {
  map<string, int32> unused = 1;
}
`,
  {
    orderId: 'o-1',
    lines: [
      { product: 'bell', quantity: 2, labels: { color: 'red' } },
      { product: '', quantity: 0, labels: {} },
    ],
    unitPrices: { bell: 2n ** 60n, chain: 0n },
    stops: { '1': { city: 'Ulm', zone: { name: 'south' } }, '-7': { city: '' } },
    discount: 0,
    cash: { cents: 1_250n },
    paidAt: { seconds: 1_795_363_200n, nanos: 5 },
    kind: 'USED',
    kinds: ['NEW', 'KIND_UNKNOWN', 7],
    deltas: [-1n, 2n ** 53n + 1n],
    loose: [1, 2, 3],
    address: { city: 'Bonn' },
  },
);

const proto2 = proto(
  'reading',
  `syntax = "proto2";
package dev.millrace;

message Reading {
  required string sensor = 1;
  optional int64 sequence = 2;
  optional int32 retries = 3 [default = 5];
  repeated double values = 4 [packed = true];
  repeated int32 plain = 5;
  required Unit unit = 6;
  optional Place place = 7;

  enum Unit {
    CELSIUS = 1;
    KELVIN = 2;
  }

  message Place {
    required string room = 1;
  }
}
`,
  {
    sensor: 's-1',
    sequence: 2n ** 53n + 1n,
    retries: 3,
    values: [1.5, -0.25],
    plain: [1, -1],
    unit: 'KELVIN',
    place: { room: 'attic' },
  },
);

const withoutPackage = proto(
  'ping',
  `syntax = "proto3";

message Pong {
  int32 unused = 1;
}

message Ping {
  int64 sent_at = 1;
}

message About {
  string unused = 1;
}
`,
  { sentAt: 2n ** 53n + 1n },
);

/** Java makes its text from descriptors: types by full name, maps as lists of entries, choices after other fields. */
export const protoCases: readonly InteropCase[] = [
  scalars,
  { ...order, isRewordedByJava: true },
  { ...proto2, isRewordedByJava: true },
  withoutPackage,
];
