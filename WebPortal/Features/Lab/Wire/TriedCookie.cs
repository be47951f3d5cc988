namespace WebPortal.Features.Lab.Wire;

/// <summary>A cookie that opens nothing, set with one attribute less, so that one sees what the browser does with it.</summary>
internal sealed record TriedCookie(string Key, string Words, string Name, string Header, string Does)
{
    private const string Named = "__Host-lab-tried";
    private const string Plain = "lab-tried";

    public static readonly IReadOnlyList<TriedCookie> All =
    [
        new(
            "all",
            "with every attribute",
            Named,
            "Path=/; Secure; HttpOnly; SameSite=Lax",
            "The browser keeps it, sends it back, and shows it to no script."
        ),
        new(
            "httponly",
            "without HttpOnly",
            Named,
            "Path=/; Secure; SameSite=Lax",
            "The browser keeps it and sends it back, and every script of the page can read it: one injected line takes the session along."
        ),
        new(
            "secure",
            "without Secure",
            Named,
            "Path=/; HttpOnly; SameSite=Lax",
            "The browser refuses it: a name that begins with __Host- must have Secure. Under a plain name it would go over http in the clear."
        ),
        new(
            "samesite",
            "without SameSite",
            Named,
            "Path=/; Secure; HttpOnly",
            "Chromium treats it as Lax, after two minutes in which a cross-site POST still carries it; other browsers may send it with every request of another site."
        ),
        new(
            "prefix",
            "without the prefix __Host-",
            Plain,
            "Path=/; Secure; HttpOnly; SameSite=Lax",
            "The browser keeps it. A sibling host could now set a cookie of the same name for the whole domain, and the server could not tell them apart."
        ),
    ];

    public static TriedCookie? Find(string? key) => All.FirstOrDefault(c => c.Key == key);
}
