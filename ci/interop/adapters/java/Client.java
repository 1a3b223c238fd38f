import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The formulas of a client. A name begins with that of the pool, or with the device group. */
final class Client {
    /** RFC 3526 §5. */
    private static final BigInteger N = new BigInteger(""
        + "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437"
        + "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05"
        + "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
        + "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33"
        + "a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864"
        + "d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff", 16);
    private static final BigInteger G = BigInteger.TWO;

    private final MessageDigest digest = MessageDigest.getInstance("SHA-256");
    private final Mac mac = Mac.getInstance("HmacSHA256");
    private final BigInteger k = integer(hash(N.toByteArray(), G.toByteArray()));

    Client() throws GeneralSecurityException {}

    BigInteger power(BigInteger exponent) {
        return G.modPow(exponent, N);
    }

    /** x = H(salt | H(name | ":" | secret)) */
    BigInteger privateKey(BigInteger salt, String name, String secret) {
        return integer(hash(salt.toByteArray(), hash((name + ":" + secret).getBytes(UTF_8))));
    }

    /** HKDF of S = (B - k g^x)^(a + u x) mod N, with u for its salt. */
    byte[] sessionKey(String aText, String bText, String salt, String name, String secret) throws GeneralSecurityException {
        BigInteger a = integer(aText), B = integer(bText);
        if (B.mod(N).signum() == 0) throw new IllegalArgumentException("B is 0 mod N");
        BigInteger u = integer(hash(power(a).toByteArray(), B.toByteArray()));
        BigInteger x = privateKey(integer(salt), name, secret);
        BigInteger S = B.subtract(k.multiply(power(x))).modPow(a.add(u.multiply(x)), N);
        byte[] extracted = hmac(u.toByteArray(), S.toByteArray());
        return Arrays.copyOf(hmac(extracted, "Caldera Derived Key\u0001".getBytes(UTF_8)), 16);
    }

    byte[] signature(byte[] key, String name, byte[] block, String timestamp) throws GeneralSecurityException {
        return hmac(key, name.getBytes(UTF_8), block, timestamp.getBytes(UTF_8));
    }

    /** Reads what a service writes. */
    static BigInteger integer(String text) {
        if (!text.matches("[0-9a-fA-F]+")) throw new IllegalArgumentException("'" + text + "' is not a hexadecimal integer");
        return new BigInteger(text, 16);
    }

    private static BigInteger integer(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    private byte[] hash(byte[]... parts) {
        for (byte[] part : parts) digest.update(part);
        return digest.digest();
    }

    private byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : parts) mac.update(part);
        return mac.doFinal();
    }
}
