using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace WebPortal.Features.Shared;

/// <summary>What a form says where the page has no words of its own. The framework's name the property, which nobody sees: "The New field is required."</summary>
internal sealed class FormWords : IValidationMetadataProvider
{
    private const string Missing = "Fill this in.";
    private const string NotUnderstood = "That is not understood. Check what you entered.";

    public static void Apply(DefaultModelBindingMessageProvider words)
    {
        words.SetMissingBindRequiredValueAccessor(_ => Missing);
        words.SetMissingKeyOrValueAccessor(() => Missing);
        words.SetMissingRequestBodyRequiredValueAccessor(() => Missing);
        words.SetValueMustNotBeNullAccessor(_ => Missing);
        words.SetAttemptedValueIsInvalidAccessor((_, _) => NotUnderstood);
        words.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => NotUnderstood);
        words.SetUnknownValueIsInvalidAccessor(_ => NotUnderstood);
        words.SetNonPropertyUnknownValueIsInvalidAccessor(() => NotUnderstood);
        words.SetValueIsInvalidAccessor(_ => NotUnderstood);
        words.SetValueMustBeANumberAccessor(_ => "Enter a number.");
        words.SetNonPropertyValueMustBeANumberAccessor(() => "Enter a number.");
    }

    public void CreateValidationMetadata(ValidationMetadataProviderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rules = context.ValidationMetadata.ValidatorMetadata;
        // A value that may not be null is required without saying so; said here, it gets words.
        foreach (var required in rules.OfType<RequiredAttribute>().Where(HasNoWords))
            required.ErrorMessage = IsPassword(context) ? "Enter a password." : Missing;
        foreach (var length in rules.OfType<StringLengthAttribute>().Where(HasNoWords))
            length.ErrorMessage = $"At most {length.MaximumLength} characters.";
    }

    private static bool HasNoWords(ValidationAttribute rule) =>
        rule is { ErrorMessage: null, ErrorMessageResourceName: null };

    private static bool IsPassword(ValidationMetadataProviderContext context) =>
        context.Attributes.OfType<DataTypeAttribute>().Any(a => a.DataType == DataType.Password);
}
