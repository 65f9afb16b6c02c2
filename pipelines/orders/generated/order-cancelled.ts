// Generated from pipelines/orders/schemas/order-cancelled/v1.json by scripts/generate-types.ts: do not edit.
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
  versions: [{ version: 1, definition: "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"title\": \"OrderCancelled\",\n  \"description\": \"A customer called an order off.\",\n  \"$comment\": \"Open: the shop adds fields of its own before anybody here needs them; what is listed is checked.\",\n  \"type\": \"object\",\n  \"properties\": {\n    \"type\": {\n      \"const\": \"order-cancelled\"\n    },\n    \"orderId\": {\n      \"description\": \"Number of the order.\",\n      \"type\": \"string\",\n      \"pattern\": \"^o-[0-9]{1,9}$\"\n    },\n    \"customerId\": {\n      \"description\": \"Number of the customer.\",\n      \"type\": \"string\",\n      \"pattern\": \"^c-[0-9]{1,6}$\"\n    },\n    \"region\": {\n      \"description\": \"Where it was ordered.\",\n      \"enum\": [\"americas\", \"asia\", \"europe\"]\n    },\n    \"reason\": {\n      \"description\": \"Why, in the shop's words.\",\n      \"enum\": [\"changed-mind\", \"too-slow\", \"wrong-item\"]\n    },\n    \"atMs\": {\n      \"description\": \"When it was cancelled, milliseconds since 1970.\",\n      \"type\": \"integer\",\n      \"minimum\": 0,\n      \"maximum\": 8640000000000000\n    }\n  },\n  \"required\": [\"type\", \"orderId\", \"customerId\", \"region\", \"reason\", \"atMs\"],\n  \"additionalProperties\": true\n}\n" }],
};
