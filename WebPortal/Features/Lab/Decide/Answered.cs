namespace WebPortal.Features.Lab.Decide;

/// <summary>The address's answers, which are all the state there is: the same link gives the same page.</summary>
internal sealed class Answered
{
    private readonly Dictionary<string, Option> _given;

    private Answered(Dictionary<string, Option> given) => _given = given;

    /// <summary>Questions whose value in the address is no answer to them.</summary>
    public IReadOnlyList<Question> Misanswered { get; private init; } = [];

    /// <summary>How many names in the address are no question. They are counted, not shown: a link must not put its own words on this page.</summary>
    public int Unknown { get; private init; }

    public IEnumerable<string> Ignored =>
        Misanswered
            .Select(q => $"The address gives no valid answer to “{q.Text}”")
            .Concat(
                Unknown > 0
                    ?
                    [
                        Unknown == 1
                            ? "The address holds a name that is no question here"
                            : $"The address holds {Unknown} names that are no questions here",
                    ]
                    : []
            );

    /// <summary>Whether there is anything to answer: an empty form that was sent counts.</summary>
    public bool Asked { get; private init; }

    public static Answered Of(IQueryCollection query)
    {
        var given = new Dictionary<string, Option>(StringComparer.Ordinal);
        List<Question> misanswered = [];
        var unknown = 0;
        foreach (var (key, values) in query)
        {
            var question = Questions.All.FirstOrDefault(q => q.Key == key);
            if (question is null)
                unknown++;
            else if (values.Count == 1 && question.Find(values[0]) is { } option)
                given[question.Key] = option;
            else if (values is not [null or ""])
                misanswered.Add(question);
        }
        return new Answered(given)
        {
            Misanswered = misanswered,
            Unknown = unknown,
            Asked = query.Count > unknown,
        };
    }

    public bool IsGiven(Question question) => _given.ContainsKey(question.Key);

    public Option To(Question question) => _given.GetValueOrDefault(question.Key, question.Assumed);

    public Answers Complete() => Questions.All.Aggregate(new Answers(), (a, q) => To(q).Apply(a));

    /// <summary>The page with one answer changed.</summary>
    public string AddressWith(Question question, Option option)
    {
        var parts = Questions
            .All.Where(q => q == question || IsGiven(q))
            .Select(q => $"{q.Key}={(q == question ? option : To(q)).Value}");
        return "/decide?" + string.Join('&', parts);
    }
}
