package dev.millrace.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/**
 * Avro's generic values as JSON and back, logical types by Avro's own conversions. A value of a union with more than one branch
 * besides null is {branch: value}, as in Avro's JSON encoding.
 */
final class AvroValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final GenericData CONVERSIONS = conversions();

  private AvroValues() {}

  static Object read(String definition, JsonNode value) {
    return read(new Schema.Parser().parse(definition), value);
  }

  static JsonNode show(Schema schema, Object value) {
    Conversion<?> conversion = conversionOf(schema);
    if (conversion != null) {
      return showMeaning(Conversions.convertToLogicalType(value, schema, schema.getLogicalType(), conversion));
    }
    return switch (schema.getType()) {
      case NULL -> NODES.nullNode();
      case BOOLEAN -> NODES.booleanNode((Boolean) value);
      case INT -> NODES.numberNode((Integer) value);
      case LONG -> Tagged.wholeNumber(value.toString());
      case FLOAT, DOUBLE -> Tagged.number(((Number) value).doubleValue());
      case STRING, ENUM -> NODES.textNode(value.toString());
      case BYTES -> Tagged.bytes((ByteBuffer) value);
      case FIXED -> Tagged.bytes(((GenericFixed) value).bytes());
      case ARRAY -> {
        ArrayNode items = NODES.arrayNode();
        for (Object item : (Iterable<?>) value) items.add(show(schema.getElementType(), item));
        yield items;
      }
      case MAP -> {
        ObjectNode entries = NODES.objectNode();
        ((Map<?, ?>) value).forEach((key, entry) -> entries.set(key.toString(), show(schema.getValueType(), entry)));
        yield entries;
      }
      case RECORD -> {
        ObjectNode fields = NODES.objectNode();
        for (Schema.Field field : schema.getFields()) {
          fields.set(field.name(), show(field.schema(), ((IndexedRecord) value).get(field.pos())));
        }
        yield fields;
      }
      case UNION -> {
        Schema branch = schema.getTypes().get(GenericData.get().resolveUnion(schema, value));
        JsonNode shown = show(branch, value);
        boolean isBare = branch.getType() == Schema.Type.NULL || isOptional(schema);
        yield isBare ? shown : NODES.objectNode().set(branch.getFullName(), shown);
      }
    };
  }

  private static Object read(Schema schema, JsonNode value) {
    Conversion<?> conversion = conversionOf(schema);
    if (conversion != null) {
      Object meaning = readMeaning(conversion.getConvertedType(), value);
      return Conversions.convertToRawType(meaning, schema, schema.getLogicalType(), conversion);
    }
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> value.booleanValue();
      case INT -> value.intValue();
      case LONG -> Long.valueOf(Tagged.digits(value));
      case FLOAT -> (float) Tagged.number(value);
      case DOUBLE -> Tagged.number(value);
      case STRING -> value.textValue();
      case ENUM -> new GenericData.EnumSymbol(schema, value.textValue());
      case BYTES -> ByteBuffer.wrap(Tagged.bytes(value));
      case FIXED -> new GenericData.Fixed(schema, Tagged.bytes(value));
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (JsonNode item : value) items.add(read(schema.getElementType(), item));
        yield items;
      }
      case MAP -> {
        Map<String, Object> entries = new HashMap<>();
        value.fields().forEachRemaining(
            entry -> entries.put(entry.getKey(), read(schema.getValueType(), entry.getValue())));
        yield entries;
      }
      case RECORD -> {
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
          record.put(field.pos(), read(field.schema(), value.get(field.name())));
        }
        yield record;
      }
      case UNION -> readUnion(schema, value);
    };
  }

  private static Object readUnion(Schema union, JsonNode value) {
    if (value.isNull()) return null;
    String name = isOptional(union) ? null : value.fieldNames().next();
    for (Schema branch : union.getTypes()) {
      if (branch.getType() == Schema.Type.NULL) continue;
      if (name == null) return read(branch, value);
      if (name.equals(branch.getFullName())) return read(branch, value.get(name));
    }
    throw new IllegalArgumentException("no branch of " + union + " is called " + name);
  }

  private static boolean isOptional(Schema union) {
    return union.isNullable() && union.getTypes().size() == 2;
  }

  private static JsonNode showMeaning(Object meaning) {
    if (meaning instanceof BigDecimal decimal) return NODES.textNode(decimal.toPlainString());
    if (meaning instanceof Instant instant) return NODES.numberNode(instant.toEpochMilli());
    if (meaning instanceof LocalDateTime local) {
      return NODES.numberNode(local.toInstant(ZoneOffset.UTC).toEpochMilli());
    }
    return NODES.textNode(meaning.toString());
  }

  private static Object readMeaning(Class<?> type, JsonNode value) {
    if (type == BigDecimal.class) return new BigDecimal(value.textValue());
    if (type == LocalDate.class) return LocalDate.parse(value.textValue());
    if (type == UUID.class) return UUID.fromString(value.textValue());
    Instant instant = Instant.ofEpochMilli(value.longValue());
    return type == Instant.class ? instant : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static Conversion<?> conversionOf(Schema schema) {
    return schema.getLogicalType() == null ? null : CONVERSIONS.getConversionFor(schema.getLogicalType());
  }

  private static GenericData conversions() {
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    data.addLogicalTypeConversion(new Conversions.UUIDConversion());
    data.addLogicalTypeConversion(new TimeConversions.DateConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMillisConversion());
    return data;
  }
}
