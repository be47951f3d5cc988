namespace WebPortal.Bench.App;

/// <summary>One way of recognising a visitor. A cookie is set on the response; a token is its body.</summary>
internal interface IPeer
{
    void Add(WebApplicationBuilder builder);

    Task SignInAsync(HttpContext context, int n);

    void Map(WebApplication app) { }
}
