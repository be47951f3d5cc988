using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace WebPortal.Features.Account.Throttling;

/// <summary><c>&lt;wait-alert /&gt;</c>: says that there were too many tries, when there were.</summary>
[HtmlTargetElement("wait-alert", TagStructure = TagStructure.WithoutEndTag)]
public sealed class WaitAlertTagHelper : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (ViewContext.ViewData[WaitResult.Words] is not string words)
        {
            output.SuppressOutput();
            return;
        }
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "alert bad");
        output.Attributes.SetAttribute("role", "alert");
        var text = new TagBuilder("p");
        text.InnerHtml.Append(words);
        output.Content.SetHtmlContent(text);
    }
}
