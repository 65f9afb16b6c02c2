// Generated from pipelines/orders/schemas/order-paid/v1.json by scripts/generate-types.ts: do not edit.
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
  versions: [{ version: 1, definition: "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"title\": \"OrderPaid\",\n  \"description\": \"The money for an order came in.\",\n  \"$comment\": \"Open: the shop adds fields of its own before anybody here needs them; what is listed is checked.\",\n  \"type\": \"object\",\n  \"properties\": {\n    \"type\": {\n      \"const\": \"order-paid\"\n    },\n    \"orderId\": {\n      \"description\": \"Number of the order.\",\n      \"type\": \"string\",\n      \"pattern\": \"^o-[0-9]{1,9}$\"\n    },\n    \"customerId\": {\n      \"description\": \"Number of the customer.\",\n      \"type\": \"string\",\n      \"pattern\": \"^c-[0-9]{1,6}$\"\n    },\n    \"region\": {\n      \"description\": \"Where it was ordered.\",\n      \"enum\": [\"americas\", \"asia\", \"europe\"]\n    },\n    \"category\": {\n      \"description\": \"What kind of goods.\",\n      \"type\": \"string\",\n      \"pattern\": \"^[a-z]{1,30}$\"\n    },\n    \"amount\": {\n      \"description\": \"Price in euros with two decimals, as text: a JSON number would be a binary fraction.\",\n      \"type\": \"string\",\n      \"pattern\": \"^(0|[1-9][0-9]{0,6})\\\\.[0-9]{2}$\"\n    },\n    \"atMs\": {\n      \"description\": \"When it was paid, milliseconds since 1970.\",\n      \"type\": \"integer\",\n      \"minimum\": 0,\n      \"maximum\": 8640000000000000\n    }\n  },\n  \"required\": [\"type\", \"orderId\", \"customerId\", \"region\", \"category\", \"amount\", \"atMs\"],\n  \"additionalProperties\": true\n}\n" }],
};
