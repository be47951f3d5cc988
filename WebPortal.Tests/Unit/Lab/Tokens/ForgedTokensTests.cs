using WebPortal.Features.Lab.Tokens.Checks;

namespace WebPortal.Tests.Unit.Lab.Tokens;

/// <summary>Every malformed and forged token meets exactly its refusal, and each refusal that exists is met.</summary>
public sealed class ForgedTokensTests
{
    public static TheoryData<string> Names => [.. ForgedTokens.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Meets_its_refusal(string name)
    {
        var forged = ForgedTokens.All.Single(t => t.Name == name);
        var verdict = StepVerifier.Verify(forged.Token, new VerifierPolicy(), Forge.Keys.Published, Forge.Now);
        Assert.Equal(forged.Code, verdict.Refusal?.Code ?? "accepted");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_library_differs_only_where_the_table_says_so(string name)
    {
        var forged = ForgedTokens.All.Single(t => t.Name == name);
        var opinion = await LibraryOpinion.OfAsync(forged.Token, new VerifierPolicy(), Forge.Keys.Published);
        Assert.Equal(forged.LibraryAccepts, opinion.Accepted);
    }

    [Fact]
    public void The_table_is_long_and_meets_every_refusal()
    {
        Assert.True(ForgedTokens.All.Count(t => t.Code != "accepted") >= 60);
        Assert.Empty(
            StepVerifier
                .Checks.SelectMany(c => c.Refusals)
                .Select(r => r.Code)
                .Except(ForgedTokens.All.Select(t => t.Code))
        );
    }

    [Fact]
    public void With_both_kinds_of_algorithm_on_the_list_confusion_still_fails_at_the_key()
    {
        var policy = new VerifierPolicy { Algorithms = VerifierPolicy.KnownAlgorithms };
        foreach (
            var forged in ForgedTokens.All.Where(t =>
                t.Name.StartsWith("HS256 with the public", StringComparison.Ordinal)
            )
        )
        {
            var verdict = StepVerifier.Verify(forged.Token, policy, Forge.Keys.Published, Forge.Now);
            Assert.Equal("key-of-another-algorithm", verdict.Refusal?.Code);
        }
    }

    [Fact]
    public void Without_the_algorithm_check_the_forged_administrator_gets_in()
    {
        var naive = new VerifierPolicy { Off = ["alg"] };
        var confused = ForgedTokens.All.Single(t => t.Name == "HS256 with the public RSA key as PEM").Token;
        Assert.Null(StepVerifier.Verify(confused, naive, Forge.Keys.Published, Forge.Now).Refusal);
        var unsigned = ForgedTokens.All.Single(t => t.Name == "alg none, no signature").Token;
        Assert.Null(StepVerifier.Verify(unsigned, naive, Forge.Keys.Published, Forge.Now).Refusal);
    }

    [Fact]
    public void All_off_accepts_what_can_be_read_and_each_check_turned_on_names_its_own_refusal()
    {
        var all = StepVerifier.Checks.Where(c => c.Switchable).Select(c => c.Key).ToList();
        var (typ, claims) = ("\"JWT\"", """{"iss":"x","aud":"y","nbf":9999999999,"exp":1}""");
        var forged = Forge.Token(
            Forge.Header(Forge.Keys.Stranger, alg: "none", typ: typ),
            claims,
            Forge.Keys.Stranger,
            "ES256"
        );
        Assert.Null(Refuse(forged, all));
        foreach (
            var (on, code) in new[]
            {
                ("alg", "algorithm-none"),
                ("typ", "wrong-type"),
                ("kid", "key-unknown"),
                ("sig", "wrong-signature"),
                ("iss", "wrong-issuer"),
                ("aud", "wrong-audience"),
                ("nbf", "not-yet-valid"),
                ("exp", "expired"),
            }
        )
            Assert.Equal(code, Refuse(forged, all.Except([on])));
    }

    [Theory]
    [InlineData(29, "expired")]
    [InlineData(31, null)]
    public void Skew_forgives_clocks_and_no_more(int skew, string? code)
    {
        var token = Forge.Token(payload: Forge.Claims(c => c["exp"] = Forge.Now.ToUnixTimeSeconds() - 30));
        var policy = new VerifierPolicy { SkewSeconds = skew };
        Assert.Equal(code, StepVerifier.Verify(token, policy, Forge.Keys.Published, Forge.Now).Refusal?.Code);
    }

    [Fact]
    public void The_first_failing_check_decides_and_later_ones_are_not_reached()
    {
        var token = Forge.Token(Forge.Header(Forge.Ecdsa, typ: "\"JWT\""), Forge.Claims(c => c["aud"] = "other"));
        var verdict = StepVerifier.Verify(token, new VerifierPolicy(), Forge.Keys.Published, Forge.Now);
        Assert.Equal(5, verdict.Decisive!.Number);
        Assert.All(verdict.Steps.Skip(5), s => Assert.Equal(StepState.NotReached, s.State));
        Assert.All(verdict.Steps.Take(4), s => Assert.Equal(StepState.Passed, s.State));
    }

    private static string? Refuse(string token, IEnumerable<string> off) =>
        StepVerifier
            .Verify(token, new VerifierPolicy { Off = [.. off] }, Forge.Keys.Published, Forge.Now)
            .Refusal?.Code;
}
