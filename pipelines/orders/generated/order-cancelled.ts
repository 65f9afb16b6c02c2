// Generated from pipelines/orders/schemas/order-cancelled/v1.json by `npx millrace schemas types`: do not edit.
import type { EventSchema } from '../../../src/engine/index.ts';
import { validate } from './order-cancelled.validate.ts';

/**
 * A customer called an order off.
 */
export interface OrderCancelled {
  type: "order-cancelled"
  /**
   * Number of the order.
   */
  orderId: string
  /**
   * Number of the customer.
   */
  customerId: string
  /**
   * Where it was ordered.
   */
  region: ("americas" | "asia" | "europe")
  /**
   * Why, in the shop's words.
   */
  reason: ("changed-mind" | "too-slow" | "wrong-item")
  /**
   * When it was cancelled, milliseconds since 1970.
   */
  atMs: number
}

export const orderCancelledSchema: EventSchema<OrderCancelled> & { readonly validate: typeof validate } = {
  format: 'JSON',
  validate,
  versions: [
    {
      version: 1,
      definition: `{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "OrderCancelled",
  "description": "A customer called an order off.",
  "$comment": "Open: the shop adds fields of its own before anybody here needs them; what is listed is checked.",
  "type": "object",
  "properties": {
    "type": {
      "const": "order-cancelled"
    },
    "orderId": {
      "description": "Number of the order.",
      "type": "string",
      "pattern": "^o-[0-9]{1,9}$"
    },
    "customerId": {
      "description": "Number of the customer.",
      "type": "string",
      "pattern": "^c-[0-9]{1,6}$"
    },
    "region": {
      "description": "Where it was ordered.",
      "enum": ["americas", "asia", "europe"]
    },
    "reason": {
      "description": "Why, in the shop's words.",
      "enum": ["changed-mind", "too-slow", "wrong-item"]
    },
    "atMs": {
      "description": "When it was cancelled, milliseconds since 1970.",
      "type": "integer",
      "minimum": 0,
      "maximum": 8640000000000000
    }
  },
  "required": ["type", "orderId", "customerId", "region", "reason", "atMs"],
  "additionalProperties": true
}
`,
    },
  ],
};
