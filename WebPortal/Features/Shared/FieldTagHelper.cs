using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace WebPortal.Features.Shared;

/// <summary>
/// One field of a form: label, control, what is wrong with it, and its content as the hint; the last two are named in aria-describedby.
/// <c>&lt;field for="Email" label="E-mail" type="email" autocomplete="username" required="true"&gt;hint&lt;/field&gt;</c>.
/// A password is never sent back.
/// </summary>
[HtmlTargetElement("field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper : TagHelper
{
    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    public string Type { get; set; } = "text";

    public string? Autocomplete { get; set; }

    public bool Required { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var hint = await output.GetChildContentAsync();
        var name = ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        var id = TagBuilder.CreateSanitizedId(name, "-").ToLowerInvariant();
        var entry = ViewContext.ViewData.ModelState.TryGetValue(name, out var found) ? found : null;
        var errors = entry?.Errors.Select(e => e.ErrorMessage).ToArray() ?? [];

        var label = new TagBuilder("label") { Attributes = { ["for"] = id } };
        label.InnerHtml.Append(Label);
        var input = new TagBuilder("input")
        {
            TagRenderMode = TagRenderMode.SelfClosing,
            Attributes =
            {
                ["id"] = id,
                ["name"] = name,
                ["type"] = Type,
            },
        };
        if (Type != "password")
            input.Attributes["value"] = entry?.AttemptedValue ?? For.Model?.ToString() ?? "";
        if (Autocomplete is not null)
            input.Attributes["autocomplete"] = Autocomplete;
        if (Required)
            input.Attributes["required"] = "required";
        string?[] described =
        [
            errors.Length > 0 ? id + "-error" : null,
            hint.IsEmptyOrWhiteSpace ? null : id + "-hint",
        ];
        if (described.Any(d => d is not null))
            input.Attributes["aria-describedby"] = string.Join(' ', described.OfType<string>());
        if (errors.Length > 0)
            input.Attributes["aria-invalid"] = "true";

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        output.Content.AppendHtml(label).AppendHtml(input);
        if (errors.Length > 0)
            output.Content.AppendHtml(Paragraph("error", described[0]!, new HtmlContentBuilder().Append(errors[0])));
        if (described[1] is { } hintId)
            output.Content.AppendHtml(Paragraph("hint", hintId, hint));
    }

    private static TagBuilder Paragraph(string css, string id, IHtmlContent content)
    {
        var paragraph = new TagBuilder("p") { Attributes = { ["class"] = css, ["id"] = id } };
        paragraph.InnerHtml.AppendHtml(content);
        return paragraph;
    }
}
