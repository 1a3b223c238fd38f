import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Base64;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The adapter of java.math.BigInteger, with which AWS's clients for Java and Android compute. */
final class Adapter {
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Client client = new Client();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream answers = new PrintStream(System.out, false, UTF_8);
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.print(answer(client, JsonParser.parseString(line).getAsJsonObject()) + "\n");
            answers.flush();
        }
    }

    private static JsonObject answer(Client client, JsonObject request) throws GeneralSecurityException {
        JsonObject answer = new JsonObject();
        answer.add("id", request.get("id"));
        try {
            long start = System.nanoTime();
            JsonObject output = compute(client, request.get("op").getAsString(), request.getAsJsonObject("input"));
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

    private static JsonObject compute(Client client, String op, JsonObject in) throws GeneralSecurityException {
        JsonObject output = new JsonObject();
        // A user has no members of a device, and a device none of a user.
        String pool = text(in, "poolId").replaceFirst("^[^_]*_", "");
        String name = pool + text(in, "userId") + text(in, "deviceGroupKey") + text(in, "deviceKey");
        String secret = text(in, "password") + text(in, "deviceSecret");
        switch (op) {
            case "ping" -> {}
            case "client_public" -> output.addProperty("A", client.power(Client.integer(text(in, "a"))).toString(16));
            case "user_proof", "device_proof" -> {
                byte[] block = Base64.getDecoder().decode(text(in, "secretBlock"));
                byte[] K = client.sessionKey(text(in, "a"), text(in, "B"), text(in, "salt"), name, secret);
                output.addProperty("signature", base64(client.signature(K, name, block, text(in, "timestamp"))));
            }
            case "device_verifier" -> {
                BigInteger salt = Client.integer("0" + text(in, "salt")); // there may be no byte at all
                output.addProperty("Salt", base64(salt.toByteArray()));
                output.addProperty("PasswordVerifier", base64(client.power(client.privateKey(salt, name, secret)).toByteArray()));
            }
            default -> throw new UnsupportedOperationException(op);
        }
        return output;
    }

    private static String text(JsonObject in, String member) {
        return in.has(member) ? in.get(member).getAsString() : "";
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
