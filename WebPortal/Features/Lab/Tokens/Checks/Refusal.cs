namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>Why a token was not taken. The browser's verifier says the same codes; the words are written once, here and in the checks.</summary>
/// <param name="Code">Stable, for tests and for the other verifier.</param>
/// <param name="Title">After "Refused at step n:".</param>
/// <param name="Why">A sentence or two for the reader.</param>
internal sealed record Refusal(string Code, string Title, string Why);
