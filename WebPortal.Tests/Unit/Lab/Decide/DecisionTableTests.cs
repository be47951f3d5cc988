using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using WebPortal.Features.Lab.Claims;
using WebPortal.Features.Lab.Decide;

namespace WebPortal.Tests.Unit.Lab;

/// <summary>All 5,760 combinations are few enough to try each of them.</summary>
public sealed class DecisionTableTests
{
    private static readonly Answers[] Everything =
    [
        .. Questions.All.Aggregate<Question, IEnumerable<Answers>>(
            [new Answers()],
            (all, question) => all.SelectMany(_ => question.Options, (answers, option) => option.Apply(answers))
        ),
    ];

    [Fact]
    public void Every_combination_has_an_advice_that_says_something()
    {
        Assert.Equal(Questions.All.Aggregate(1, (n, q) => n * q.Options.Count), Everything.Distinct().Count());
        foreach (var advice in Everything.Select(DecisionTable.Decide))
        {
            Assert.NotEmpty(advice.Headline);
            Assert.NotEmpty(advice.Strategy.Words);
            Assert.All(
                advice.Strategy.Claims.Concat(advice.Conditions.Concat(advice.Differences).SelectMany(r => r.Claims)),
                n => Assert.NotNull(ClaimLedger.Find(n))
            );
        }
    }

    [Fact]
    public void No_rule_and_no_remark_is_dead()
    {
        var advice = Everything.Select(DecisionTable.Decide).ToArray();
        Assert.Equal(7, advice.Select(a => a.Strategy).Distinct().Count());
        Assert.All(Remarks.Conditions.Concat(Remarks.Differences), r => Assert.Contains(advice, a => r.When(a)));
        Assert.All(Remarks.Conditions.Concat(Remarks.Differences), r => Assert.Contains(advice, a => !r.When(a)));
    }

    [Fact]
    public void Whoever_must_stop_people_at_once_never_gets_a_strategy_that_waits_for_an_expiry() =>
        Assert.All(
            Everything.Where(a => a.StopAtOnce),
            a => Assert.NotEqual(Felt.AtTheTokensEnd, DecisionTable.Decide(a).Strategy.Felt)
        );

    [Fact]
    public void Asking_for_an_earlier_stop_never_makes_the_stop_later() =>
        Assert.All(
            Everything.Where(a => !a.StopAtOnce),
            a =>
                Assert.True(
                    DecisionTable.Decide(a with { StopAtOnce = true }).Strategy.Felt
                        <= DecisionTable.Decide(a).Strategy.Felt
                )
        );

    [Fact]
    public void A_nearer_store_never_makes_the_stop_later() =>
        Assert.All(
            Everything.Where(a => a.Store != Store.Near),
            a =>
                Assert.True(
                    DecisionTable.Decide(a with { Store = Store.Near }).Strategy.Felt
                        <= DecisionTable.Decide(a).Strategy.Felt
                )
        );

    [Fact]
    public void Higher_stakes_keep_every_condition_and_may_add_some() =>
        Assert.All(
            Everything.Where(a => !a.HighStakes),
            a =>
            {
                var high = DecisionTable.Decide(a with { HighStakes = true });
                Assert.Equal(DecisionTable.Decide(a).Headline, high.Headline);
                Assert.Subset(high.Conditions.ToHashSet(), DecisionTable.Decide(a).Conditions.ToHashSet());
            }
        );

    [Fact]
    public void The_number_of_instances_never_changes_the_advice() =>
        Assert.All(
            Everything.Where(a => !a.ManyInstances),
            a =>
                Assert.Equal(
                    DecisionTable.Decide(a).Headline,
                    DecisionTable.Decide(a with { ManyInstances = true }).Headline
                )
        );

    [Fact]
    public void A_page_of_script_is_never_handed_a_token_to_keep() =>
        Assert.All(
            Everything.Where(a => a.InBrowser).Select(DecisionTable.Decide),
            x => Assert.DoesNotContain(x.Strategy, new[] { Strategy.Asked, Strategy.Refreshed, Strategy.Short })
        );

    [Fact]
    public void Nobody_signs_in_where_there_is_nobody() =>
        Assert.All(
            Everything.Where(a => a.Client == Client.Service).Select(DecisionTable.Decide),
            x => Assert.EndsWith("by client credentials", x.Headline, StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("", "Server session")]
    [InlineData("client=pages&backend=one&login=social", "Server session, sign in by OIDC")]
    [InlineData("client=spa&backend=one&login=company", "Server session, sign in by OIDC")]
    [InlineData("client=spa&backend=several", "Backend for frontend")]
    [InlineData("client=pages&others=yes&login=social", "Backend for frontend, sign in by OIDC")]
    [InlineData("client=pages&store=none&stop=minutes", "Self-contained cookie, renewed every few minutes")]
    [InlineData("client=pages&store=none&stop=now", "Server session")]
    [InlineData("client=pages&store=far&stop=now", "Short JWT with pushed revocation")]
    [InlineData("client=native", "Server session")]
    [InlineData(
        "client=native&login=social",
        "Opaque token, asked about at each call, by code flow with PKCE in the system browser"
    )]
    [InlineData(
        "client=native&stop=minutes",
        "Short JWT and rotating refresh token, by code flow with PKCE in the system browser"
    )]
    [InlineData("client=device&stop=minutes", "Short JWT and rotating refresh token, by device authorization")]
    [InlineData("client=service&backend=several&stop=minutes", "Short JWT, by client credentials")]
    [InlineData("client=service&stop=now", "Opaque token, asked about at each call, by client credentials")]
    public void The_cases_one_would_ask_about(string query, string headline) =>
        Assert.Equal(headline, DecisionTable.Decide(Read(query).Complete()).Headline);

    [Fact]
    public void The_link_of_any_answers_gives_the_same_answers()
    {
        var random = new Random(12);
        for (var i = 0; i < 500; i++)
        {
            var chosen = Questions
                .All.Where(_ => random.Next(3) > 0)
                .ToDictionary(q => q.Key, q => q.Options[random.Next(q.Options.Count)].Value);
            var answered = Read(string.Join('&', chosen.Select(c => $"{c.Key}={c.Value}")));
            var question = Questions.All[random.Next(10)];
            var again = Read(answered.AddressWith(question, answered.To(question)).Split('?')[1]);
            Assert.Equal(answered.Complete(), again.Complete());
            Assert.All(
                Questions.All.Where(q => q != question),
                q => Assert.Equal(answered.IsGiven(q), again.IsGiven(q))
            );
        }
    }

    [Fact]
    public void Garbage_is_ignored_and_counted()
    {
        var answered = Read("client=native&client=pages&stop=never&login=&evil=1&utm=2");
        Assert.Equal(new Answers { ManyInstances = true, StopAtOnce = true }, answered.Complete());
        Assert.Equal(["client", "stop"], answered.Misanswered.Select(q => q.Key));
        Assert.Equal(2, answered.Unknown);
    }

    [Fact]
    public void Presets_answer_questions_that_exist() =>
        Assert.All(
            Preset.All,
            p =>
            {
                Assert.Empty(Read(p.Query).Ignored);
                Assert.True(Read(p.Query).Asked);
            }
        );

    private static Answered Read(string query) => Answered.Of(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
