using WebPortal.Tests.Integration.Issuer;

[assembly: AssemblyFixture(typeof(SharedIssuer))]

namespace WebPortal.Tests.Integration.Issuer;

/// <summary>One issuer for all tests that change nothing of it: starting one costs half a second of hashing and key making.</summary>
public sealed class SharedIssuer : IAsyncLifetime
{
    public IssuerUnderTest Issuer { get; private set; } = null!;

    public LogoutReceiver Receiver { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Receiver = await LogoutReceiver.StartAsync();
        Issuer = await IssuerUnderTest.StartAsync(o => o.Clients["webportal"].BackChannelLogoutUri = Receiver.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await Issuer.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
