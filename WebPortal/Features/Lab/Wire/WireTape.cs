namespace WebPortal.Features.Lab.Wire;

/// <summary>Records what the lab's client sends and gets, while somebody asked for it.</summary>
internal sealed class WireTape : DelegatingHandler { }
