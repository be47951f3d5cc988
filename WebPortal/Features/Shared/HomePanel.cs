namespace WebPortal.Features.Shared;

/// <summary>A panel of the home page that a feature brings along, so that the home page need not know the feature.</summary>
/// <param name="View">The partial view that draws it.</param>
/// <param name="ReadAsync">What the view shows; null leaves the panel out.</param>
/// <param name="Text">What the button beside "Sign in" says.</param>
/// <param name="Href">Where it goes.</param>
internal sealed record HomePanel(
    string View,
    Func<IServiceProvider, Task<object?>> ReadAsync,
    string Text,
    string Href
);
