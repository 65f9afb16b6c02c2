package dev.millrace.conformance;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * DynamoDB Local in memory, until stdin ends. Its own start listens at every address of the machine and reports its use to AWS; this one
 * listens at a free port of the loopback address and reports nothing. Each line on stdin is answered by one that tells the port.
 */
final class LocalServer {
  private LocalServer() {}

  public static void main(String[] parameters) throws Exception {
    var answers = System.out;
    // What the libraries log is no answer.
    System.setOut(System.err);
    var requests = new LocalDynamoDBRequestHandler(0, true, null, true, false);
    var server = new Server();
    var connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new LocalDynamoDBServerHandler(requests, null));
    server.start();
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (lines.readLine() != null) answers.printf("{\"port\":%d}%n", connector.getLocalPort());
    server.stop();
    requests.shutdown();
    System.exit(0);
  }
}
