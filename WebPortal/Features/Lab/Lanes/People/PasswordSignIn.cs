using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Lab.Lanes.People;

/// <summary>Name and password, for the lanes whose own server checks them: S and C.</summary>
internal static class PasswordSignIn
{
    private static readonly string[] Keys = ["S", "C"];

    public static void MapPasswordSignIn(this WebApplication app, IEnumerable<ILane> lanes)
    {
        foreach (var lane in lanes.Where(l => Keys.Contains(l.About.Key)))
        {
            // Without a form token: nobody's browser holds this form, and a lab cookie opens the lab's own page only.
            app.MapPost(
                    lane.About.Path + "/sign-in",
                    (HttpContext context, LabPeople people, TimeProvider time) =>
                        HandleAsync(context, people, time, lane.About)
                )
                .AllowAnonymous()
                .DisableAntiforgery();
        }
    }

    private static async Task<IResult> HandleAsync(
        HttpContext context,
        LabPeople people,
        TimeProvider time,
        LaneDescription lane
    )
    {
        if (!context.Request.HasFormContentType)
            return Results.BadRequest();
        var form = await context.Request.ReadFormAsync();
        if (await people.FindAsync(form["login"].ToString(), form["password"].ToString()) is not { } person)
            return Results.Json(new { title = "Name and password do not match" }, statusCode: 401);
        await context.SignInAsync(
            lane.Scheme,
            Principal(person, lane.Scheme),
            new AuthenticationProperties().ProvenBy("Password", "pwd", time.GetUtcNow())
        );
        context.Response.Headers.Location = "/lab/api/" + lane.Key.ToLowerInvariant();
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    public static ClaimsPrincipal Principal(LabPerson person, string scheme)
    {
        var identity = new ClaimsIdentity(scheme, "sub", "role");
        identity.AddClaim(new Claim("sub", person.Subject));
        if (person.Administrator)
            identity.AddClaim(new Claim("role", LaneEndpoints.Administrator));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>What the person's browser does.</summary>
    public static async Task<LaneAccess> SignInAsync(
        LabVisit visit,
        LaneDescription lane,
        string cookie,
        CancellationToken ct
    )
    {
        using var response = await visit.Browser.PostAsync(
            new Uri(visit.Portal, lane.Path + "/sign-in"),
            [new("login", visit.Person.Login), new("password", visit.Person.Password)],
            ct
        );
        if (response.StatusCode != System.Net.HttpStatusCode.SeeOther)
            throw new Client.LabFailure($"Lane {lane.Key} answered the sign-in with {(int)response.StatusCode}.");
        return new LaneAccess
        {
            Api = "/lab/api/" + lane.Key.ToLowerInvariant(),
            Header = "Cookie",
            Value = visit.Browser.Cookie(visit.Portal, cookie),
            Subject = visit.Person.Subject,
        };
    }
}
