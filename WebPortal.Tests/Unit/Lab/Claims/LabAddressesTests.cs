using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Lab.Claims;

namespace WebPortal.Tests.Unit.Lab;

public sealed class LabAddressesTests
{
    [Theory]
    [InlineData("/lab/race", true)]
    [InlineData("/lab/race/", true)]
    [InlineData("/lab/lanes/s", true)]
    [InlineData("/lab/lanes", false)]
    [InlineData("/lab/lanes/s/more", false)]
    [InlineData("/lab/scale", false)]
    [InlineData("/lab/posts", false)]
    [InlineData("/lab/attacks/csrf", true)]
    [InlineData("/lab/attacks/xss", false)]
    public async Task An_address_exists_when_a_route_answers_a_get_for_it(string address, bool exists)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<LabAddresses>();
        builder.Services.Configure<RouteOptions>(o => o.SetParameterPolicy<OnlyCsrf>("built"));
        await using var app = builder.Build();
        app.MapGet("/lab/race", () => "");
        app.MapGet("/lab/lanes/{key}", (string key) => key);
        app.MapPost("/lab/posts", () => "");
        app.MapGet("/lab/attacks/{slug:built}", (string slug) => slug);
        var addresses = new LabAddresses(
            new CompositeEndpointDataSource(((IEndpointRouteBuilder)app).DataSources),
            app.Services.GetRequiredService<Microsoft.AspNetCore.Routing.ParameterPolicyFactory>()
        );
        Assert.Equal(exists, addresses.Exists(address));
    }

    /// <summary>How a station that is half built says which of its pages exist.</summary>
    private sealed class OnlyCsrf : IRouteConstraint
    {
        public bool Match(
            HttpContext? httpContext,
            IRouter? route,
            string routeKey,
            RouteValueDictionary values,
            RouteDirection routeDirection
        ) => values[routeKey] as string == "csrf";
    }
}
