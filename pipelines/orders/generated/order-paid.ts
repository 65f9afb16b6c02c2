// Generated from pipelines/orders/schemas/order-paid/v1.proto by `npx millrace schemas types`: do not edit.
import type { EventSchema } from '../../../src/engine/index.ts';

/**
 * The money for an order came in.
 */
export interface OrderPaid {
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
   * How it was paid.
   */
  method: Method
  /**
   * When it was paid, milliseconds since 1970.
   */
  atMs: bigint
}

export type Method = 'UNSPECIFIED' | 'CARD' | 'INVOICE' | 'WALLET' | number

export const orderPaidSchema: EventSchema<OrderPaid> = {
  format: 'PROTOBUF',
  versions: [
    {
      version: 1,
      definition: `syntax = "proto3";

package millrace.orders;

// The money for an order came in.
message OrderPaid {
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
  // How it was paid.
  Method method = 6;
  // When it was paid, milliseconds since 1970.
  int64 at_ms = 7;

  enum Method {
    UNSPECIFIED = 0;
    CARD = 1;
    INVOICE = 2;
    WALLET = 3;
  }
}
`,
    },
  ],
};
