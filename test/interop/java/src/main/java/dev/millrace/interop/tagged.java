package dev.millrace.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** What JSON has no notation for: {"$bigint": "-1"}, {"$hex": "00ff"}, {"$number": "NaN"}. */
final class Tagged {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final HexFormat HEX = HexFormat.of();

  private Tagged() {}

  static JsonNode wholeNumber(String digits) {
    return NODES.objectNode().put("$bigint", digits);
  }

  static String digits(JsonNode node) {
    return node.get("$bigint").asText();
  }

  static JsonNode bytes(byte[] bytes) {
    return NODES.objectNode().put("$hex", HEX.formatHex(bytes));
  }

  static JsonNode bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes(bytes);
  }

  static byte[] bytes(JsonNode node) {
    return HEX.parseHex(node.get("$hex").asText());
  }

  static JsonNode number(double number) {
    if (Double.isFinite(number)) return NODES.numberNode(number);
    return NODES.objectNode().put("$number", Double.toString(number));
  }

  static double number(JsonNode node) {
    return node.isObject() ? Double.parseDouble(node.get("$number").asText()) : node.doubleValue();
  }
}
