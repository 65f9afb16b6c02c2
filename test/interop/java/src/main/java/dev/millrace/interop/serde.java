package dev.millrace.interop;

import com.amazonaws.services.schemaregistry.deserializers.GlueSchemaRegistryKafkaDeserializer;
import com.amazonaws.services.schemaregistry.serializers.GlueSchemaRegistryKafkaSerializer;
import com.amazonaws.services.schemaregistry.serializers.json.JsonDataWithSchema;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericContainer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The serializers and deserializers that AWS offers to producers and consumers, one for each configuration. */
final class Serde {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> PROPERTIES = new TypeReference<>() {};
  /** A local registry takes any. */
  private static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

  private final Map<Map<String, String>, GlueSchemaRegistryKafkaSerializer> serializers = new HashMap<>();
  private final Map<Map<String, String>, GlueSchemaRegistryKafkaDeserializer> deserializers = new HashMap<>();
  private final ProtoCompiler protoCompiler;

  Serde(ProtoCompiler protoCompiler) {
    this.protoCompiler = protoCompiler;
  }

  /** The record in base64. */
  String serialize(JsonNode request) throws IOException {
    Map<String, String> config = JSON.convertValue(request.get("config"), PROPERTIES);
    GlueSchemaRegistryKafkaSerializer serializer =
        serializers.computeIfAbsent(config, key -> new GlueSchemaRegistryKafkaSerializer(CREDENTIALS, key));
    Object data = dataOf(config, request);
    return Base64.getEncoder().encodeToString(serializer.serialize(request.get("topic").asText(), data));
  }

  JsonNode deserialize(JsonNode request) throws JsonProcessingException {
    Map<String, String> config = JSON.convertValue(request.get("config"), PROPERTIES);
    GlueSchemaRegistryKafkaDeserializer deserializer =
        deserializers.computeIfAbsent(config, key -> new GlueSchemaRegistryKafkaDeserializer(CREDENTIALS, key));
    byte[] record = Base64.getDecoder().decode(request.get("record").asText());
    return valueOf(deserializer.deserialize(request.get("topic").asText(), record));
  }

  /** The value as a program that uses the library has it. */
  private Object dataOf(Map<String, String> config, JsonNode request) throws IOException {
    String definition = request.get("definition").asText();
    JsonNode value = request.get("value");
    return switch (config.get("dataFormat")) {
      case "AVRO" -> AvroValues.read(definition, value);
      case "JSON" -> JsonDataWithSchema.builder(definition, JSON.writeValueAsString(value)).build();
      case "PROTOBUF" -> ProtoValues.read(
          protoCompiler.compile(config.get("schemaName"), definition), request.get("message").asText(), value);
      default -> throw new IllegalArgumentException("there is no format " + config.get("dataFormat"));
    };
  }

  private static JsonNode valueOf(Object data) throws JsonProcessingException {
    if (data instanceof GenericContainer container) return AvroValues.show(container.getSchema(), data);
    if (data instanceof Message message) return ProtoValues.show(message);
    if (data instanceof JsonDataWithSchema json) return JSON.readTree(json.getPayload());
    throw new IllegalArgumentException("the library gave a " + data.getClass().getName());
  }
}
