using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Admin;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>On a database of their own: these count administrators.</summary>
public sealed class LastAdministratorTests
{
    [Theory]
    [InlineData("demote")]
    [InlineData("disable")]
    public async Task Two_administrators_who_do_it_to_each_other_at_once_leave_one(string ask)
    {
        await using var scene = await OwnPortal.StartAsync();
        var change = PersonChange.All.Single(c => c.Key == ask);
        for (var round = 0; round < 5; round++)
        {
            var one = await scene.Portal.AddPersonAsync(administrator: true);
            var two = await scene.Portal.AddPersonAsync(administrator: true);
            // Nobody else may be left to be one.
            await scene.Portal.AskDbAsync(db =>
                db.Users.Where(u => u.Id != one.Id && u.Id != two.Id)
                    .ExecuteUpdateAsync(s => s.SetProperty(u => u.Disabled, DateTimeOffset.UtcNow))
            );
            var said = await Task.WhenAll(
                Task.Run(() => DoAsync(scene, change, one, two)),
                Task.Run(() => DoAsync(scene, change, two, one))
            );

            Assert.Single(said, words => words.Contains("last administrator", StringComparison.Ordinal));
            var able = await scene.Portal.AskDbAsync(db =>
                PersonChange
                    .Administrators(db)
                    .Where(id => db.Users.Any(u => u.Id == id && u.Disabled == null))
                    .CountAsync()
            );
            Assert.Equal(1, able);
        }
    }

    private static async Task<string> DoAsync(OwnPortal scene, PersonChange change, PortalUser to, PortalUser by)
    {
        await using var scope = scene.Portal.Services.CreateAsyncScope();
        var changes = scope.ServiceProvider.GetRequiredService<PersonChanges>();
        return await changes.DoAsync(change, to.Id, by.Id, "race", null);
    }
}
