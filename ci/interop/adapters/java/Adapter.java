import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.security.GeneralSecurityException;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The adapter of java.math.BigInteger, with which AWS's clients for Java and Android compute. */
final class Adapter {
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Operations operations = new Operations(new Srp());
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream answers = new PrintStream(System.out, false, UTF_8);
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.print(answer(operations, JsonParser.parseString(line).getAsJsonObject()) + "\n");
            answers.flush();
        }
    }

    private static JsonObject answer(Operations operations, JsonObject request) throws GeneralSecurityException {
        JsonObject answer = new JsonObject();
        answer.add("id", request.get("id"));
        Operations.Input input = new Operations.Input(request.getAsJsonObject("input"));
        try {
            long start = System.nanoTime();
            JsonObject output = operations.compute(request.get("op").getAsString(), input);
            answer.addProperty("ns", System.nanoTime() - start);
            answer.add("output", output);
        } catch (UnsupportedOperationException unknown) {
            answer.addProperty("error", "unsupported");
        } catch (IllegalArgumentException refusal) {
            answer.addProperty("error", "rejected");
            answer.addProperty("reason", refusal.getMessage());
        }
        return answer;
    }
}
