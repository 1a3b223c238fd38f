import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The adapter of java.math.BigInteger, with which AWS's clients for Java and Android compute. */
final class Adapter {
    /** RFC 3526 §5. */
    private static final BigInteger N = new BigInteger(
        "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"
            + "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
            + "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f"
            + "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
            + "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510"
            + "15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7"
            + "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c"
            + "bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff", 16);
    private static final BigInteger G = BigInteger.TWO;

    private final MessageDigest digest = MessageDigest.getInstance("SHA-256");
    private final Mac mac = Mac.getInstance("HmacSHA256");
    private final BigInteger k = integer(hash(N.toByteArray(), G.toByteArray()));

    Adapter() throws GeneralSecurityException {}

    private byte[] hash(byte[]... parts) {
        for (byte[] part : parts) digest.update(part);
        return digest.digest();
    }

    private byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : parts) mac.update(part);
        return mac.doFinal();
    }

    private static BigInteger integer(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    private static BigInteger integer(String text) {
        if (!text.matches("[0-9a-fA-F]+")) throw new IllegalArgumentException("not a hexadecimal integer");
        return new BigInteger(text, 16);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** x = H(pad(salt) | H(group | name | ":" | secret)); pad is toByteArray. */
    private BigInteger privateKey(BigInteger salt, String group, String name, String secret) {
        return integer(hash(salt.toByteArray(), hash((group + name + ":" + secret).getBytes(UTF_8))));
    }

    private JsonObject proof(Input in, String group, String name, String secret) throws GeneralSecurityException {
        BigInteger a = integer(in.text("a"));
        BigInteger B = integer(in.text("B"));
        byte[] block = Base64.getDecoder().decode(in.text("secretBlock"));
        if (B.mod(N).signum() == 0) throw new IllegalArgumentException("B is 0 mod N");
        BigInteger u = integer(hash(G.modPow(a, N).toByteArray(), B.toByteArray()));
        BigInteger x = privateKey(integer(in.text("salt")), group, name, secret);
        BigInteger S = B.subtract(k.multiply(G.modPow(x, N))).modPow(a.add(u.multiply(x)), N);
        byte[] key = hmac(hmac(u.toByteArray(), S.toByteArray()), "Caldera Derived Key\u0001".getBytes(UTF_8));
        byte[] K = Arrays.copyOf(key, 16);
        byte[] signature = hmac(K, (group + name).getBytes(UTF_8), block, in.text("timestamp").getBytes(UTF_8));
        return output("signature", base64(signature));
    }

    private JsonObject deviceVerifier(Input in) {
        BigInteger salt = integer("0" + in.text("salt"));
        BigInteger x = privateKey(salt, in.text("deviceGroupKey"), in.text("deviceKey"), in.text("deviceSecret"));
        JsonObject made = output("Salt", base64(salt.toByteArray()));
        made.addProperty("PasswordVerifier", base64(G.modPow(x, N).toByteArray()));
        return made;
    }

    private static JsonObject output(String name, String value) {
        JsonObject output = new JsonObject();
        output.addProperty(name, value);
        return output;
    }

    private record Input(JsonObject members) {
        String text(String name) {
            return members.get(name).getAsString();
        }
    }

    private JsonObject compute(String op, Input in) throws GeneralSecurityException {
        return switch (op) {
            case "ping" -> new JsonObject();
            case "client_public" -> output("A", G.modPow(integer(in.text("a")), N).toString(16));
            case "user_proof" -> proof(in, in.text("poolId").replaceFirst("^[^_]*_", ""), in.text("userId"), in.text("password"));
            case "device_proof" -> proof(in, in.text("deviceGroupKey"), in.text("deviceKey"), in.text("deviceSecret"));
            case "device_verifier" -> deviceVerifier(in);
            default -> null;
        };
    }

    private JsonObject answer(JsonObject request) throws GeneralSecurityException {
        JsonObject answer = new JsonObject();
        answer.add("id", request.get("id"));
        try {
            long start = System.nanoTime();
            JsonObject output = compute(request.get("op").getAsString(), new Input(request.getAsJsonObject("input")));
            long took = System.nanoTime() - start;
            if (output == null) {
                answer.addProperty("error", "unsupported");
                return answer;
            }
            answer.add("output", output);
            answer.addProperty("ns", took);
        } catch (IllegalArgumentException refusal) {
            answer.addProperty("error", "rejected");
            answer.addProperty("reason", refusal.getMessage());
        }
        return answer;
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Adapter adapter = new Adapter();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream answers = new PrintStream(System.out, false, UTF_8);
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.print(adapter.answer(JsonParser.parseString(line).getAsJsonObject()) + "\n");
            answers.flush();
        }
    }
}
