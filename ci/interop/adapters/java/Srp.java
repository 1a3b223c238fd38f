import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The formulas of a client. Integers are hashed as toByteArray writes them. */
final class Srp {
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

    Srp() throws GeneralSecurityException {}

    /** Who signs in: a pool's name and its user, or a device group and its device. */
    record Identity(String group, String name, String secret) {}

    BigInteger power(BigInteger exponent) {
        return G.modPow(exponent, N);
    }

    /** x = H(salt | H(group | name | ":" | secret)) */
    BigInteger privateKey(BigInteger salt, Identity who) {
        byte[] inner = hash((who.group + who.name + ":" + who.secret).getBytes(UTF_8));
        return integer(hash(salt.toByteArray(), inner));
    }

    /** HKDF of S = (B - k g^x)^(a + u x) mod N, with u for its salt. */
    byte[] sessionKey(BigInteger a, BigInteger B, BigInteger salt, Identity who) throws GeneralSecurityException {
        if (B.mod(N).signum() == 0) throw new IllegalArgumentException("B is 0 mod N");
        BigInteger u = integer(hash(power(a).toByteArray(), B.toByteArray()));
        BigInteger x = privateKey(salt, who);
        BigInteger S = B.subtract(k.multiply(power(x))).modPow(a.add(u.multiply(x)), N);
        byte[] extracted = hmac(u.toByteArray(), S.toByteArray());
        return Arrays.copyOf(hmac(extracted, "Caldera Derived Key\u0001".getBytes(UTF_8)), 16);
    }

    byte[] signature(byte[] key, Identity who, byte[] block, String timestamp) throws GeneralSecurityException {
        return hmac(key, (who.group + who.name).getBytes(UTF_8), block, timestamp.getBytes(UTF_8));
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
