// A client of the remembered-device protocol on the JDK alone: BigInteger, HmacSHA256 and
// java.net.http. It runs as a source file: java Client.java, with the variables that
// `cogbench referee` sets.

import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class Client {
    // The 3072-bit MODP prime, RFC 3526 section 5.
    private static final BigInteger N = new BigInteger(
            "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74"
            + "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437"
            + "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
            + "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05"
            + "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb"
            + "9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
            + "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718"
            + "3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33"
            + "a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7"
            + "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864"
            + "d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e2"
            + "08e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff", 16);
    private static final BigInteger G = BigInteger.TWO;
    private static final BigInteger K = number(hash(N.toByteArray(), G.toByteArray()));
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss 'UTC' yyyy", Locale.ENGLISH);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static String deviceKey;
    private static String deviceGroupKey;
    private static String devicePassword;

    /** The walk of a remembered device. */
    public static void main(String[] arguments) throws Exception {
        for (int visit = 0; visit < 2; visit++) {
            String tokens = signIn();
            call("InitiateAuth", object("ClientId", env("CLIENT_ID"), "AuthFlow", "REFRESH_TOKEN_AUTH", "AuthParameters",
                    object("REFRESH_TOKEN", text(tokens, "RefreshToken"), "DEVICE_KEY", deviceKey)));
        }
    }

    private static String signIn() throws Exception {
        BigInteger a = new BigInteger(1024, RANDOM);
        BigInteger A = G.modPow(a, N);
        String answer = call("InitiateAuth", object("ClientId", env("CLIENT_ID"), "AuthFlow", "USER_SRP_AUTH", "AuthParameters",
                object("USERNAME", env("USERNAME"), "SRP_A", A.toString(16), "DEVICE_KEY", deviceKey)));
        String username = text(answer, "USERNAME");
        while (text(answer, "ChallengeName") != null) {
            String challenge = text(answer, "ChallengeName");
            Map<String, Object> responses = object("USERNAME", username, "DEVICE_KEY", deviceKey);
            switch (challenge) {
                case "PASSWORD_VERIFIER" -> responses.putAll(proof(answer, a, A,
                        env("USER_POOL_ID").split("_")[1], text(answer, "USER_ID_FOR_SRP"), env("PASSWORD")));
                case "DEVICE_SRP_AUTH" -> {
                    a = new BigInteger(1024, RANDOM);
                    A = G.modPow(a, N);
                    responses.put("SRP_A", A.toString(16));
                }
                case "DEVICE_PASSWORD_VERIFIER" -> responses.putAll(proof(answer, a, A, deviceGroupKey, deviceKey, devicePassword));
                case "SOFTWARE_TOKEN_MFA" -> responses.put("SOFTWARE_TOKEN_MFA_CODE", code());
                default -> throw new IllegalStateException("asked for " + challenge);
            }
            answer = call("RespondToAuthChallenge", object("ClientId", env("CLIENT_ID"), "ChallengeName", challenge,
                    "Session", text(answer, "Session"), "ChallengeResponses", responses));
        }
        register(answer);
        return answer;
    }

    /** Confirms the device of a sign-in, if it issued one, and has it remembered if the pool asks. */
    private static void register(String tokens) throws Exception {
        if (text(tokens, "DeviceKey") == null) {
            return;
        }
        deviceKey = text(tokens, "DeviceKey");
        deviceGroupKey = text(tokens, "DeviceGroupKey");
        devicePassword = base64(random(40));
        BigInteger salt = number(random(16));
        BigInteger x = privateKey(salt, deviceGroupKey, deviceKey, devicePassword);
        String answer = call("ConfirmDevice", object("AccessToken", text(tokens, "AccessToken"), "DeviceKey", deviceKey,
                "DeviceName", "java", "DeviceSecretVerifierConfig",
                object("Salt", base64(salt.toByteArray()), "PasswordVerifier", base64(G.modPow(x, N).toByteArray()))));
        if (answer.matches("(?s).*\"UserConfirmationNecessary\"\\s*:\\s*true.*")) {
            call("UpdateDeviceStatus", object("AccessToken", text(tokens, "AccessToken"), "DeviceKey", deviceKey,
                    "DeviceRememberedStatus", "remembered"));
        }
    }

    private static Map<String, Object> proof(String challenge, BigInteger a, BigInteger A, String group, String name, String secret) throws Exception {
        BigInteger B = new BigInteger(text(challenge, "SRP_B"), 16);
        if (B.mod(N).signum() == 0) {
            throw new IllegalStateException("B is 0");
        }
        BigInteger u = number(hash(A.toByteArray(), B.toByteArray()));
        BigInteger x = privateKey(new BigInteger(text(challenge, "SALT"), 16), group, name, secret);
        BigInteger S = B.subtract(K.multiply(G.modPow(x, N))).mod(N).modPow(a.add(u.multiply(x)), N);
        byte[] prk = mac(u.toByteArray(), S.toByteArray());
        byte[] key = Arrays.copyOf(mac(prk, utf8("Caldera Derived Key"), new byte[] {1}), 16);
        String timestamp = TIMESTAMP.format(ZonedDateTime.now(ZoneOffset.UTC));
        String block = text(challenge, "SECRET_BLOCK");
        byte[] signature = mac(key, utf8(group), utf8(name), Base64.getDecoder().decode(block), utf8(timestamp));
        return object("PASSWORD_CLAIM_SECRET_BLOCK", block, "PASSWORD_CLAIM_SIGNATURE", base64(signature), "TIMESTAMP", timestamp);
    }

    private static BigInteger privateKey(BigInteger salt, String group, String name, String secret) {
        return number(hash(salt.toByteArray(), hash(utf8(group + name + ":" + secret))));
    }

    /** A code of the authenticator app, of RFC 6238. */
    private static String code() throws Exception {
        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        BigInteger bits = BigInteger.ZERO;
        String secret = env("TOTP_SECRET").replace("=", "");
        for (char digit : secret.toCharArray()) {
            bits = bits.shiftLeft(5).or(BigInteger.valueOf(digits.indexOf(digit)));
        }
        byte[] key = new byte[secret.length() * 5 / 8];
        byte[] all = bits.shiftRight(secret.length() * 5 % 8).toByteArray();
        for (int i = 1; i <= Math.min(key.length, all.length); i++) {
            key[key.length - i] = all[all.length - i];
        }
        long aheadSeconds = Long.parseLong(System.getenv().getOrDefault("INTEROP_AHEAD_SECONDS", "0"));
        long step = (System.currentTimeMillis() / 1000 + aheadSeconds) / 30;
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key, "HmacSHA1"));
        byte[] sum = mac.doFinal(java.nio.ByteBuffer.allocate(8).putLong(step).array());
        int offset = sum[sum.length - 1] & 15;
        int truncated = java.nio.ByteBuffer.wrap(sum, offset, 4).getInt() & 0x7fffffff;
        return String.format("%06d", truncated % 1_000_000);
    }

    private static String call(String operation, Map<String, Object> body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(env("ENDPOINT")))
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation)
                .POST(HttpRequest.BodyPublishers.ofString(json(body))).build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(operation + ": " + text(response.body(), "__type"));
        }
        return response.body();
    }

    @SuppressWarnings("unchecked")
    private static String json(Object value) {
        if (value instanceof Map) {
            return ((Map<String, Object>) value).entrySet().stream()
                    .map(entry -> json(entry.getKey()) + ":" + json(entry.getValue())).collect(Collectors.joining(",", "{", "}"));
        }
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The members that are there. */
    private static Map<String, Object> object(Object... members) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            if (members[i + 1] != null) {
                object.put((String) members[i], members[i + 1]);
            }
        }
        return object;
    }

    /** The first member of that name that is a text: no answer here has two. */
    private static String text(String json, String name) {
        Matcher found = Pattern.compile('"' + name + "\"\\s*:\\s*\"((?:[^\"\\\\]++|\\\\.)*+)\"").matcher(json);
        return found.find() ? found.group(1).replace("\\/", "/") : null;
    }

    private static byte[] hash(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] mac(byte[] key, byte[]... parts) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    private static BigInteger number(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String env(String name) {
        return System.getenv("COGBENCH_" + name);
    }
}
