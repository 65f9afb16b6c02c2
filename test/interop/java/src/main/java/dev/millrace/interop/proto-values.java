package dev.millrace.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;

/**
 * Messages as JSON and back. A field that knows whether it was set is there only if it was, every other always; enums are names, or
 * numbers where they have none.
 */
final class ProtoValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ProtoValues() {}

  /** @param name the message's, below the package: {@code Order.Line} */
  static Message read(FileDescriptor file, String name, JsonNode value) {
    Descriptor descriptor = null;
    for (String part : name.split("\\.")) {
      descriptor = descriptor == null ? file.findMessageTypeByName(part) : descriptor.findNestedTypeByName(part);
    }
    return read(DynamicMessage.newBuilder(descriptor), value);
  }

  static JsonNode show(Message message) {
    ObjectNode fields = NODES.objectNode();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isMapField()) {
        fields.set(field.getJsonName(), showMap(field, (List<?>) message.getField(field)));
      } else if (field.isRepeated()) {
        ArrayNode items = fields.putArray(field.getJsonName());
        for (Object item : (List<?>) message.getField(field)) items.add(showOne(field, item));
      } else if (!field.hasPresence() || message.hasField(field)) {
        fields.set(field.getJsonName(), showOne(field, message.getField(field)));
      }
    }
    return fields;
  }

  private static JsonNode showMap(FieldDescriptor field, List<?> entries) {
    ObjectNode shown = NODES.objectNode();
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    for (Object entry : entries) {
      Message message = (Message) entry;
      shown.set(message.getField(key).toString(), showOne(value, message.getField(value)));
    }
    return shown;
  }

  private static JsonNode showOne(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case INT -> NODES.numberNode(isUnsigned(field) ? Integer.toUnsignedLong((Integer) value) : (Integer) value);
      case LONG -> Tagged.wholeNumber(
          isUnsigned(field) ? Long.toUnsignedString((Long) value) : Long.toString((Long) value));
      case FLOAT, DOUBLE -> Tagged.number(((Number) value).doubleValue());
      case BOOLEAN -> NODES.booleanNode((Boolean) value);
      case STRING -> NODES.textNode((String) value);
      case BYTE_STRING -> Tagged.bytes(((ByteString) value).toByteArray());
      case ENUM -> {
        EnumValueDescriptor constant = (EnumValueDescriptor) value;
        boolean isKnown = field.getEnumType().findValueByNumber(constant.getNumber()) != null;
        yield isKnown ? NODES.textNode(constant.getName()) : NODES.numberNode(constant.getNumber());
      }
      case MESSAGE -> show((Message) value);
    };
  }

  private static Message read(Message.Builder builder, JsonNode value) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      JsonNode given = value.get(field.getJsonName());
      if (given == null) continue;
      if (field.isMapField()) {
        for (Map.Entry<String, JsonNode> entry : (Iterable<Map.Entry<String, JsonNode>>) given::fields) {
          builder.addRepeatedField(field, readEntry(builder.newBuilderForField(field), entry));
        }
      } else if (field.isRepeated()) {
        for (JsonNode item : given) builder.addRepeatedField(field, readOne(builder, field, item));
      } else {
        builder.setField(field, readOne(builder, field, given));
      }
    }
    return builder.build();
  }

  private static Message readEntry(Message.Builder builder, Map.Entry<String, JsonNode> entry) {
    FieldDescriptor key = builder.getDescriptorForType().findFieldByNumber(1);
    FieldDescriptor value = builder.getDescriptorForType().findFieldByNumber(2);
    boolean isText = key.getJavaType() == FieldDescriptor.JavaType.STRING;
    builder.setField(key, isText ? entry.getKey() : (Object) Integer.valueOf(entry.getKey()));
    return builder.setField(value, readOne(builder, value, entry.getValue())).build();
  }

  private static Object readOne(Message.Builder builder, FieldDescriptor field, JsonNode value) {
    return switch (field.getJavaType()) {
      case INT -> (int) value.longValue();
      case LONG -> isUnsigned(field)
          ? Long.parseUnsignedLong(Tagged.digits(value))
          : Long.parseLong(Tagged.digits(value));
      case FLOAT -> (float) Tagged.number(value);
      case DOUBLE -> Tagged.number(value);
      case BOOLEAN -> value.booleanValue();
      case STRING -> value.textValue();
      case BYTE_STRING -> ByteString.copyFrom(Tagged.bytes(value));
      case ENUM -> value.isTextual()
          ? field.getEnumType().findValueByName(value.textValue())
          : field.getEnumType().findValueByNumberCreatingIfUnknown(value.intValue());
      case MESSAGE -> read(builder.newBuilderForField(field), value);
    };
  }

  private static boolean isUnsigned(FieldDescriptor field) {
    return switch (field.getType()) {
      case UINT32, FIXED32, UINT64, FIXED64 -> true;
      default -> false;
    };
  }
}
