using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace WebPortal.Features.Shared;

/// <summary>
/// <c>&lt;moment at="…" /&gt;</c>: a time element in UTC, which site.js shows in the reader's own zone. <c>ago</c> for a past moment in words.
/// </summary>
[HtmlTargetElement("moment", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MomentTagHelper(TimeProvider time) : TagHelper
{
    public DateTimeOffset At { get; set; }

    public bool Seconds { get; set; }

    public bool Ago { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var now = time.GetUtcNow();
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute(
            "datetime",
            At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        );
        output.Attributes.SetAttribute(
            "data-show",
            Ago ? "ago"
                : Seconds ? "seconds"
                : "minutes"
        );
        output.Content.SetContent(Ago ? InWords(now - At) : Absolute(At.UtcDateTime, now.UtcDateTime, Seconds));
    }

    internal static string Absolute(DateTime at, DateTime now, bool seconds)
    {
        var clock = at.ToString(seconds ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture) + " UTC";
        return (at.Date - now.Date).Days switch
        {
            0 => "Today, " + clock,
            -1 => "Yesterday, " + clock,
            1 => "Tomorrow, " + clock,
            _ => at.ToString(at.Year == now.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture) + ", " + clock,
        };
    }

    internal static string InWords(TimeSpan past) =>
        past.TotalMinutes switch
        {
            < 2 => "now",
            < 60 => $"{past.TotalMinutes:0} min ago",
            < 48 * 60 => $"{past.TotalHours:0} h ago",
            _ => $"{past.TotalDays:0} days ago",
        };
}
