using Jose;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Checks;
using WebPortal.Features.Lab.Tokens.Encryption;

namespace WebPortal.Tests.Unit.Lab.Tokens;

/// <summary>The tokens printed in the standards: what everybody else's library takes, the bench takes.</summary>
public sealed class PublishedVectorsTests
{
    private const string Payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    /// <summary>RFC 7515 A.1; the same token is RFC 7519 3.1.</summary>
    private const string Hs256 =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + Payload + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private const string HsKey =
        """{"kty":"oct","alg":"HS256","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}""";

    /// <summary>RFC 7515 A.2.</summary>
    private const string Rs256 =
        "eyJhbGciOiJSUzI1NiJ9."
        + Payload
        + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    private const string RsKey =
        """{"kty":"RSA","alg":"RS256","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}""";

    /// <summary>RFC 7515 A.3.</summary>
    private const string Es256 =
        "eyJhbGciOiJFUzI1NiJ9."
        + Payload
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    private const string EsKey =
        """{"kty":"EC","alg":"ES256","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

    public static TheoryData<string, string> Rfc7515 =>
        new()
        {
            { Hs256, HsKey },
            { Rs256, RsKey },
            { Es256, EsKey },
        };

    [Theory]
    [MemberData(nameof(Rfc7515))]
    public void RFC_7515_A1_to_A3_verify_and_were_valid_in_2011(string token, string jwk)
    {
        var key = new JsonWebKey(jwk);
        var policy = new VerifierPolicy
        {
            Algorithms = [key.Alg],
            Issuer = "joe",
            Off = ["typ", "kid", "aud"],
        };
        var then = DateTimeOffset.FromUnixTimeSeconds(1300819379);
        Assert.Null(StepVerifier.Verify(token, policy, [key], then).Refusal);
        Assert.Equal("expired", StepVerifier.Verify(token, policy, [key], then.AddSeconds(1)).Refusal?.Code);
    }

    [Theory]
    [MemberData(nameof(Rfc7515))]
    public void With_one_bit_changed_they_do_not(string token, string jwk)
    {
        var key = new JsonWebKey(jwk);
        var policy = new VerifierPolicy { Algorithms = [key.Alg], Off = ["typ", "kid"] };
        var flipped = WebPortal.Features.Lab.Tokens.Making.BitFlip.InPayload(token)!;
        Assert.NotEqual(token, flipped);
        Assert.Equal(
            "wrong-signature",
            StepVerifier.Verify(flipped, policy, [key], DateTimeOffset.UnixEpoch).Refusal?.Code
        );
    }

    [Fact]
    public void A_payload_of_spaces_is_not_tried_bit_by_bit()
    {
        var spaces = System.Buffers.Text.Base64Url.EncodeToString(
            System.Text.Encoding.ASCII.GetBytes("{}" + new string(' ', 8000))
        );
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(WebPortal.Features.Lab.Tokens.Making.BitFlip.InPayload($"x.{spaces}.x"));
        // Of 8,000 tries each would be some 80 KB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    /// <summary>RFC 7519 6.1: an unsecured JWT, valid by the letter and refused here by name.</summary>
    [Fact]
    public void RFC_7519_unsecured_is_refused_as_such()
    {
        var token = "eyJhbGciOiJub25lIn0." + Payload + ".";
        Assert.Equal(
            "algorithm-none",
            StepVerifier.Verify(token, new VerifierPolicy(), [], DateTimeOffset.UnixEpoch).Refusal?.Code
        );
    }

    /// <summary>RFC 7516 A.1 (RSA-OAEP, A256GCM): the library opens it; the bench, which expects RSA-OAEP-256, does not.</summary>
    [Fact]
    public void RFC_7516_A1_opens_with_the_library_and_is_not_on_the_benchs_list()
    {
        const string token =
            "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGeipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDbSv04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0je81860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi6UklfCpIMfIjf7iGdXKHzg.48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ";
        using var rsa = System.Security.Cryptography.RSA.Create(
            new System.Security.Cryptography.RSAParameters
            {
                Modulus = B(
                    "oahUIoWw0K0usKNuOR6H4wkf4oBUXHTxRvgb48E-BVvxkeDNjbC4he8rUWcJoZmds2h7M70imEVhRU5djINXtqllXI4DFqcI1DgjT9LewND8MW2Krf3Spsk_ZkoFnilakGygTwpZ3uesH-PFABNIUYpOiN15dsQRkgr0vEhxN92i2asbOenSZeyaxziK72UwxrrKoExv6kc5twXTq4h-QChLOln0_mtUZwfsRaMStPs6mS6XrgxnxbWhojf663tuEQueGC-FCMfra36C9knDFGzKsNa7LZK2djYgyD3JR_MB_4NUJW_TqOQtwHYbxevoJArm-L5StowjzGy-_bq6Gw"
                ),
                Exponent = B("AQAB"),
                D = B(
                    "kLdtIj6GbDks_ApCSTYQtelcNttlKiOyPzMrXHeI-yk1F7-kpDxY4-WY5NWV5KntaEeXS1j82E375xxhWMHXyvjYecPT9fpwR_M9gV8n9Hrh2anTpTD93Dt62ypW3yDsJzBnTnrYu1iwWRgBKrEYY46qAZIrA2xAwnm2X7uGR1hghkqDp0Vqj3kbSCz1XyfCs6_LehBwtxHIyh8Ripy40p24moOAbgxVw3rxT_vlt3UVe4WO3JkJOzlpUf-KTVI2Ptgm-dARxTEtE-id-4OJr0h-K-VFs3VSndVTIznSxfyrj8ILL6MG_Uv8YAu7VILSB3lOW085-4qE3DzgrTjgyQ"
                ),
                P = B(
                    "1r52Xk46c-LsfB5P442p7atdPUrxQSy4mti_tZI3Mgf2EuFVbUoDBvaRQ-SWxkbkmoEzL7JXroSBjSrK3YIQgYdMgyAEPTPjXv_hI2_1eTSPVZfzL0lffNn03IXqWF5MDFuoUYE0hzb2vhrlN_rKrbfDIwUbTrjjgieRbwC6Cl0"
                ),
                Q = B(
                    "wLb35x7hmQWZsWJmB_vle87ihgZ19S8lBEROLIsZG4ayZVe9Hi9gDVCOBmUDdaDYVTSNx_8Fyw1YYa9XGrGnDew00J28cRUoeBB_jKI1oma0Orv1T9aXIWxKwd4gvxFImOWr3QRL9KEBRzk2RatUBnmDZJTIAfwTs0g68UZHvtc"
                ),
                DP = B(
                    "ZK-YwE7diUh0qR1tR7w8WHtolDx3MZ_OTowiFvgfeQ3SiresXjm9gZ5KLhMXvo-uz-KUJWDxS5pFQ_M0evdo1dKiRTjVw_x4NyqyXPM5nULPkcpU827rnpZzAJKpdhWAgqrXGKAECQH0Xt4taznjnd_zVpAmZZq60WPMBMfKcuE"
                ),
                DQ = B(
                    "Dq0gfgJ1DdFGXiLvQEZnuKEN0UUmsJBxkjydc3j4ZYdBiMRAy86x0vHCjywcMlYYg4yoC4YZa9hNVcsjqA3FeiL19rk8g6Qn29Tt0cj8qqyFpz9vNDBUfCAiJVeESOjJDZPYHdHY8v1b-o-Z2X5tvLx-TCekf7oxyeKDUqKWjis"
                ),
                InverseQ = B(
                    "VIMpMYbPf47dT1w_zDUXfPimsSegnMOA1zTaX7aGk_8urY6R8-ZW1FxU7AlWAyLWybqq6t16VFd7hQd0y6flUK4SlOydB61gwanOsXGOAOv82cHq0E3eL4HrtZkUuKvnPrMnsUUFlfUdybVzxyjz9JF_XyaY14ardLSjf4L_FNY"
                ),
            }
        );
        Assert.Equal(
            "The true sign of intelligence is not knowledge but imagination.",
            JWT.Decode(token, rsa, JweAlgorithm.RSA_OAEP, JweEncryption.A256GCM)
        );
        Assert.Equal(
            "algorithm-not-allowed",
            EncryptedTokenVerifier.Open(token, [Forge.Keys.Direct, Forge.Keys.Recipient]).Refusal?.Code
        );
    }

    /// <summary>RFC 7516 A.3 (A128KW, A128CBC-HS256).</summary>
    [Fact]
    public void RFC_7516_A3_opens_with_the_library_and_is_not_on_the_benchs_list()
    {
        const string token =
            "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ";
        Assert.Equal(
            "Live long and prosper.",
            JWT.Decode(token, B("GawgguFyGrWKav7AX4VKUg"), JweAlgorithm.A128KW, JweEncryption.A128CBC_HS256)
        );
        Assert.Equal("algorithm-not-allowed", EncryptedTokenVerifier.Open(token, [Forge.Keys.Direct]).Refusal?.Code);
    }

    private static byte[] B(string text) => Base64UrlEncoder.DecodeBytes(text);
}
