namespace WebPortal.Features.Account;

/// <summary>What the page behind an address is called, for "You will return to …".</summary>
internal static class PageNames
{
    private static readonly (string Path, string Name)[] Names =
    [
        ("/account/sessions", "Your sessions"),
        ("/account/connections", "Your connections"),
        ("/account/security", "Security of your account"),
        ("/account/activity", "Your activity"),
        ("/account/email", "A change of your e-mail address"),
        ("/account/delete", "Deleting your account"),
        ("/account/export", "An export of your data"),
        ("/account", "Your account"),
        ("/prove", "what you were doing"),
        ("/admin/sessions", "Sessions"),
        ("/admin/people", "People"),
        ("/admin/events", "Events"),
        ("/admin", "Administration"),
        ("/lab", "The lab"),
    ];

    /// <summary>Never the address itself: whoever made the link would write on our page.</summary>
    public static string Of(string address)
    {
        var path = new PathString(address.Split('?', '#')[0]);
        return Array.Find(Names, n => path.StartsWithSegments(n.Path, StringComparison.OrdinalIgnoreCase)).Name
            ?? "the page you opened";
    }
}
