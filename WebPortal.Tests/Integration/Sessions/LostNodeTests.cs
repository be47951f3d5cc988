using StackExchange.Redis;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>One node of a Redis Cluster is gone: whose sessions lie there cannot be checked. Everybody else goes on.</summary>
public sealed class LostNodeTests
{
    [Fact]
    public async Task People_of_the_other_nodes_are_not_refused_beside_those_of_the_lost_one()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            // As the portal connects: what cannot be sent fails at once.
            new ConfigurationOptions { BacklogPolicy = BacklogPolicy.FailFast, AbortOnConnectFail = false }.WithNodes(
                cluster.ConnectionString
            )
        );
        var store = new StoreUnderTest(redis);
        var people = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => store.StartAsync($"user-{i}")));
        string Node(RedisKey key) => redis.GetDatabase().IdentifyEndpoint(key)!.ToString()!;
        string NodeOf(string tag) => Node(store.Keys.Epoch(tag));
        // Not the one with the count of "end everybody", which every check needs.
        var lost = people.Select(p => NodeOf(p.Tag)).First(node => node != Node(store.Keys.Everybody));
        var theirs = people.Where(p => NodeOf(p.Tag) == lost).ToArray();
        var others = people.Except(theirs).ToArray();
        Assert.NotEmpty(others);

        cluster.At(lost).Kill();
        var node = redis.GetServers().Single(s => s.EndPoint.ToString() == lost);
        while (node.IsConnected)
            await Task.Delay(5);
        // All in one moment, as requests come, and so in one batch (AutoPipeline).
        var asked = theirs.Concat(others).Select(p => (Person: p, Answer: store.IsLiveAsync(p))).ToArray();
        foreach (var (person, answer) in asked.Where(a => others.Contains(a.Person)))
            Assert.True(await answer);
        foreach (var (person, answer) in asked.Where(a => theirs.Contains(a.Person)))
            await Assert.ThrowsAnyAsync<RedisException>(() => answer);
    }
}

internal static class Nodes
{
    public static ConfigurationOptions WithNodes(this ConfigurationOptions options, string addresses)
    {
        foreach (var address in addresses.Split(','))
            options.EndPoints.Add(address);
        return options;
    }
}
