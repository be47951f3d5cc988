namespace WebPortal.Issuer.Features.Faces;

internal static class FacesModule
{
    public static void AddFaces(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<FaceClients>();
        builder.Services.AddScoped<FaceGrants>();
        builder.Services.AddScoped<FaceRequestReader>();
        builder.Services.AddScoped<GoogleFace>();
        builder.Services.AddScoped<GoogleIdToken>();
        builder.Services.AddSingleton<GoogleDiscovery>();
        builder.Services.AddScoped<GitHubFace>();
    }

    public static void MapFaces(this WebApplication app)
    {
        app.MapGet("/google/.well-known/openid-configuration", (GoogleDiscovery discovery) => discovery.Document());
        app.MapGet("/google/oauth2/v3/certs", (GoogleDiscovery discovery) => discovery.Keys());
        app.MapPost("/google/token", (GoogleFace google, HttpContext context) => google.TokenAsync(context));
        app.MapMethods(
            "/google/userinfo/v3",
            ["GET", "POST"],
            (GoogleFace google, HttpContext context) => google.UserInfoAsync(context)
        );
        app.MapPost("/google/revoke", (GoogleFace google, HttpContext context) => google.RevokeAsync(context));
        app.MapPost(
            "/github/login/oauth/access_token",
            (GitHubFace github, HttpContext context) => github.TokenAsync(context)
        );
        app.MapGet("/github/api/user", (GitHubFace github, HttpContext context) => github.UserAsync(context));
        app.MapGet("/github/api/user/emails", (GitHubFace github, HttpContext context) => github.EmailsAsync(context));
    }
}
