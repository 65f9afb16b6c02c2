// Generated from pipelines/orders/schemas/order-paid/v1.json by `npx millrace schemas types`: do not edit.
import type { EventSchema } from '../../../src/engine/index.ts';
import { validate } from './order-paid.validate.ts';

/**
 * The money for an order came in.
 */
export interface OrderPaid {
  type: "order-paid"
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
   * What kind of goods.
   */
  category: string
  /**
   * Price in euros with two decimals, as text: a JSON number would be a binary fraction.
   */
  amount: string
  /**
   * When it was paid, milliseconds since 1970.
   */
  atMs: number
}

export const orderPaidSchema: EventSchema<OrderPaid> & { readonly validate: typeof validate } = {
  format: 'JSON',
  validate,
  versions: [
    {
      version: 1,
      definition: `{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "OrderPaid",
  "description": "The money for an order came in.",
  "$comment": "Open: the shop adds fields of its own before anybody here needs them; what is listed is checked.",
  "type": "object",
  "properties": {
    "type": {
      "const": "order-paid"
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
    "category": {
      "description": "What kind of goods.",
      "type": "string",
      "pattern": "^[a-z]{1,30}$"
    },
    "amount": {
      "description": "Price in euros with two decimals, as text: a JSON number would be a binary fraction.",
      "type": "string",
      "pattern": "^(0|[1-9][0-9]{0,6})\\\\.[0-9]{2}$"
    },
    "atMs": {
      "description": "When it was paid, milliseconds since 1970.",
      "type": "integer",
      "minimum": 0,
      "maximum": 8640000000000000
    }
  },
  "required": ["type", "orderId", "customerId", "region", "category", "amount", "atMs"],
  "additionalProperties": true
}
`,
    },
  ],
};
