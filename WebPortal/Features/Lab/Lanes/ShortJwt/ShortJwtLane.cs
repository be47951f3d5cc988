using Microsoft.IdentityModel.JsonWebTokens;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Lanes.ShortJwt;

/// <summary>Lane R: the JWT lives seconds, and a refresh token that is used once gets the next one. The family can be ended, the JWT cannot.</summary>
internal sealed class ShortJwtLane(CodeFlow flow, LabIssuer issuer, TimeProvider time) : ILane, ILaneSetup
{
    private const string Client = "lab-refresh";

    public static void Add(WebApplicationBuilder builder) => LabJwt.Add(builder, "lab-r");

    public LaneDescription About { get; } =
        new(
            "R",
            "Short JWT + refresh",
            "15 s token, rotating refresh",
            "as J; the issuer checks the refresh token: opaque, hashed, used once",
            "ends the refresh token’s family; the API follows at exp",
            "a signed token and a refresh token",
            "the family of refresh tokens, at the issuer",
            "up to 5 min",
            "Features/Lab/Lanes/ShortJwt"
        );

    public LaneOutcome Expect(RaceAct act, LaneChoice choice) =>
        act == RaceAct.Key ? LaneOutcome.AtOnce : LaneOutcome.AtTokenEnd;

    public string? NotEnded(RaceAct act, LaneChoice choice) =>
        act == RaceAct.Key
            ? null
            : "the token already given goes on until its exp, seconds later; no further one comes";

    public Task<LaneAccess> SignInAsync(LabVisit visit, CancellationToken ct) =>
        LabJwt.SignInAsync(flow, visit, About.Key, Client, LabJwt.Scopes + " offline_access", ct);

    public async Task RevokeAsync(LaneAccess access, RaceAct act, CancellationToken ct)
    {
        if (act != RaceAct.Session)
            return;
        // Not while a refresh is under way: the token that it brings would be another one, and live on.
        await access.Renewing.WaitAsync(ct);
        try
        {
            if (access.RefreshToken is { } token)
                await RevokeAsync(token, ct);
        }
        finally
        {
            access.Renewing.Release();
        }
    }

    /// <summary>As an app does: shortly before the end.</summary>
    public async Task<bool> RenewAsync(LaneAccess access, CancellationToken ct)
    {
        if (access.RefreshToken is null)
            return false;
        if (access.Ends - time.GetUtcNow() > TimeSpan.FromSeconds(2))
            return true;
        return await RotateAsync(access, ct);
    }

    /// <summary>The refresh token is used up, and the next of its family comes with the next JWT.</summary>
    public async Task<bool> RotateAsync(LaneAccess access, CancellationToken ct)
    {
        await access.Renewing.WaitAsync(ct);
        try
        {
            var used = access.RefreshToken;
            access.RefreshToken = null;
            if (used is null || await flow.RefreshAsync(Client, used, ct) is not { } next)
                return false;
            access.Value = "Bearer " + next.AccessToken;
            access.Id = new JsonWebToken(next.AccessToken).Id;
            (access.RefreshToken, access.Ends) = (next.RefreshToken, next.Ends);
            return true;
        }
        finally
        {
            access.Renewing.Release();
        }
    }

    /// <summary>As a thief does: true would mean that the issuer took a used token.</summary>
    public async Task<bool> ReplayAsync(string used, CancellationToken ct) =>
        await flow.RefreshAsync(Client, used, ct) is not null;

    private async Task RevokeAsync(string token, CancellationToken ct) =>
        (await issuer.PostAsync("connect/revoke", Client, [new("token", token)], ct)).Answer?.Dispose();
}
