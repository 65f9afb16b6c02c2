// Generated from pipelines/orders/schemas/order-cancelled/v1.proto by `npx millrace schemas types`: do not edit.
import type { EventSchema } from '../../../src/engine/index.ts';

/**
 * A customer called an order off.
 */
export interface OrderCancelled {
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
   * Why, in the shop's words.
   */
  reason: Reason
  /**
   * When it was cancelled, milliseconds since 1970.
   */
  atMs: bigint
}

export type Reason = 'UNSPECIFIED' | 'CHANGED_MIND' | 'TOO_SLOW' | 'WRONG_ITEM' | number

export const orderCancelledSchema: EventSchema<OrderCancelled> = {
  format: 'PROTOBUF',
  versions: [
    {
      version: 1,
      definition: `syntax = "proto3";

package millrace.orders;

// A customer called an order off.
message OrderCancelled {
  // Number of the order.
  string order_id = 1;
  // Number of the customer.
  string customer_id = 2;
  // Where it was ordered, such as "europe"; text, because the shop opens new regions whenever it likes.
  string region = 3;
  // Why, in the shop's words.
  Reason reason = 4;
  // When it was cancelled, milliseconds since 1970.
  int64 at_ms = 5;

  enum Reason {
    UNSPECIFIED = 0;
    CHANGED_MIND = 1;
    TOO_SLOW = 2;
    WRONG_ITEM = 3;
  }
}
`,
    },
  ],
};
