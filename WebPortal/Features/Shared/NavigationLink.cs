namespace WebPortal.Features.Shared;

/// <summary>A link of the main navigation that a feature brings along, so that the layout need not know the feature.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Href">Where it goes.</param>
/// <param name="Area">Paths below this one are "here".</param>
internal sealed record NavigationLink(string Text, string Href, string Area);
