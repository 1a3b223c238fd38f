import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** The operations of the protocol, as the formulas compute them. */
record Operations(Srp srp) {
    /** The members of a request's input. */
    record Input(JsonObject members) {
        String text(String name) {
            return members.get(name).getAsString();
        }

        BigInteger integer(String name) {
            if (!text(name).matches("[0-9a-fA-F]+")) throw new IllegalArgumentException(name + " is not a hexadecimal integer");
            return new BigInteger(text(name), 16);
        }
    }

    /** Throws UnsupportedOperationException where there is no such operation, IllegalArgumentException for a bad input. */
    JsonObject compute(String op, Input in) throws GeneralSecurityException {
        return switch (op) {
            case "ping" -> new JsonObject();
            case "client_public" -> output("A", srp.power(in.integer("a")).toString(16));
            case "user_proof" -> proof(in, user(in));
            case "device_proof" -> proof(in, device(in));
            case "device_verifier" -> deviceVerifier(in);
            default -> throw new UnsupportedOperationException(op);
        };
    }

    private static Srp.Identity user(Input in) {
        String pool = in.text("poolId").replaceFirst("^[^_]*_", "");
        return new Srp.Identity(pool, in.text("userId"), in.text("password"));
    }

    private static Srp.Identity device(Input in) {
        return new Srp.Identity(in.text("deviceGroupKey"), in.text("deviceKey"), in.text("deviceSecret"));
    }

    private JsonObject proof(Input in, Srp.Identity identity) throws GeneralSecurityException {
        byte[] block = Base64.getDecoder().decode(in.text("secretBlock"));
        byte[] K = srp.sessionKey(in.integer("a"), in.integer("B"), in.integer("salt"), identity);
        return output("signature", base64(srp.signature(K, identity, block, in.text("timestamp"))));
    }

    private JsonObject deviceVerifier(Input in) {
        BigInteger salt = new BigInteger("0" + in.text("salt"), 16); // there may be no byte at all
        BigInteger v = srp.power(srp.privateKey(salt, device(in)));
        JsonObject output = output("Salt", base64(salt.toByteArray()));
        output.addProperty("PasswordVerifier", base64(v.toByteArray()));
        return output;
    }

    private static JsonObject output(String name, String value) {
        JsonObject output = new JsonObject();
        output.addProperty(name, value);
        return output;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
