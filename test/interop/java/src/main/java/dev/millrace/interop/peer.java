package dev.millrace.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A process that serializes and deserializes with AWS's library as it is told: requests come as JSON, a line each, on stdin; each is
 * answered by a line on stdout, either what was asked for or {"error": [the exception's message, its cause's, ...]}.
 *
 * <p>Classes of this folder are not public, so that their files may be named like all others of the repository.
 */
final class Peer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Peer() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // Whatever a library prints is no answer.
    System.setOut(System.err);
    Serde serde = new Serde(new ProtoCompiler(arguments[0]));
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      answers.println(answer(serde, line));
    }
  }

  private static String answer(Serde serde, String line) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    try {
      JsonNode request = JSON.readTree(line);
      String operation = request.get("op").asText();
      switch (operation) {
        case "serialize" -> answer.put("record", serde.serialize(request));
        case "deserialize" -> answer.set("value", serde.deserialize(request));
        default -> throw new IllegalArgumentException("there is no operation " + operation);
      }
    } catch (Exception | LinkageError thrown) {
      ArrayNode messages = answer.putArray("error");
      for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
        messages.add(cause.getClass().getSimpleName() + ": " + cause.getMessage());
      }
    }
    return JSON.writeValueAsString(answer);
  }
}
