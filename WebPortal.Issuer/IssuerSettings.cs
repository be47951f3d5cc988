namespace WebPortal.Issuer;

/// <summary>What a host that embeds the issuer decides for it. Each one wins over configuration.</summary>
public sealed class IssuerSettings
{
    /// <summary>The environment; the process's own (<c>ASPNETCORE_ENVIRONMENT</c>) when null.</summary>
    public string? Environment { get; init; }

    /// <summary>The content root; the working directory when null. The data directory stands beside it, in <c>../.data/issuer</c>.</summary>
    public string? ContentRoot { get; init; }

    /// <summary>The address Kestrel binds, such as <c>http://127.0.0.1:0</c>; <c>Issuer:ListenOn</c> when null.</summary>
    public string? ListenOn { get; init; }

    /// <summary>Runs after configuration was bound: redirect URIs of a portal on a random port, its client secret.</summary>
    public Action<IssuerOptions>? Configure { get; init; }

    /// <summary>Runs last on the services: a clock, a message handler.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}
