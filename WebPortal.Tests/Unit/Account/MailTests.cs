using System.Net;
using MailKit.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebPortal.Features.Account;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Mail;

namespace WebPortal.Tests.Unit.Account;

public sealed class MailTests
{
    [Theory]
    [InlineData("ada@example.net", true)]
    [InlineData("a+b.c_d@sub.example.co", true)]
    [InlineData("ada@localhost", true)]
    [InlineData("", false)]
    [InlineData("ada", false)]
    [InlineData("@example.net", false)]
    [InlineData("ada@", false)]
    [InlineData("ada@@example.net", false)]
    [InlineData("ada@example.net\r\nBcc: eve@example.net", false)]
    [InlineData("ada@example.net, eve@example.net", false)]
    [InlineData("Ada <ada@example.net>", false)]
    [InlineData("\"a b\"@example.net", false)]
    [InlineData("ada@example.net\0", false)]
    [InlineData("adа@example.net", false)] // A Cyrillic letter.
    [InlineData("ａda@example.net", false)]
    public void Addresses(string address, bool valid) => Assert.Equal(valid, MailAddress.IsValid(address));

    [Theory]
    [InlineData("ada@example.net", "Two\r\nBcc: eve@example.net")]
    [InlineData("ada@example.net\nBcc: eve@example.net", "One")]
    public void A_line_break_is_no_header(string to, string subject) =>
        Assert.Throws<ArgumentException>(() => SmtpCarrier.Compose(new Letter(to, subject, ""), "portal@example.net"));

    [Theory]
    [InlineData("mail.example.net", 587, SecureSocketOptions.StartTls)]
    [InlineData("mail.example.net", 25, SecureSocketOptions.StartTls)]
    [InlineData("mail.example.net", 465, SecureSocketOptions.SslOnConnect)]
    [InlineData("localhost", 1025, SecureSocketOptions.StartTlsWhenAvailable)]
    [InlineData("127.0.0.1", 1025, SecureSocketOptions.StartTlsWhenAvailable)]
    [InlineData("127.0.0.1.example.net", 1025, SecureSocketOptions.StartTls)]
    public void Only_a_server_on_this_machine_may_do_without_tls(string host, int port, SecureSocketOptions expected) =>
        Assert.Equal(expected, SmtpCarrier.Tls(new SmtpOptions { Host = host, Port = port }));

    [Fact]
    public async Task A_letter_that_fails_is_tried_again_and_does_not_hold_up_the_next()
    {
        var time = new FakeTimeProvider();
        var carrier = new Unreliable();
        using var outbox = new Outbox(carrier, time, NullLogger<Outbox>.Instance);
        await outbox.StartAsync(TestContext.Current.CancellationToken);
        outbox.Post(new Letter("bad@example.net", "", ""));
        outbox.Post(new Letter("good@example.net", "", ""));
        await carrier.CountAsync(2);
        Assert.Equal(["good@example.net"], carrier.Delivered);
        for (var tries = 3; tries <= 5; tries++)
        {
            while (carrier.Tries < tries)
            {
                time.Advance(TimeSpan.FromMinutes(10));
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }
        time.Advance(TimeSpan.FromHours(2)); // Given up after four.
        outbox.Post(new Letter("last@example.net", "", ""));
        await carrier.CountAsync(6);
        Assert.Equal(["good@example.net", "last@example.net"], carrier.Delivered);
        await outbox.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stopping_sends_what_waits()
    {
        var carrier = new Slow();
        using var outbox = new Outbox(carrier, new FakeTimeProvider(), NullLogger<Outbox>.Instance);
        await outbox.StartAsync(TestContext.Current.CancellationToken);
        outbox.Post(new Letter("first@example.net", "", ""));
        outbox.Post(new Letter("second@example.net", "", ""));
        await carrier.Asked.WaitAsync(TestContext.Current.CancellationToken);
        var stopping = outbox.StopAsync(TestContext.Current.CancellationToken);
        carrier.Go.SetResult();
        await stopping;
        Assert.Equal(["first@example.net", "second@example.net"], carrier.Delivered);
    }

    [Fact]
    public async Task A_mail_server_that_hangs_holds_up_the_stop_for_a_second_only()
    {
        var (carrier, time) = (new Slow(), new FakeTimeProvider());
        using var outbox = new Outbox(carrier, time, NullLogger<Outbox>.Instance);
        await outbox.StartAsync(TestContext.Current.CancellationToken);
        outbox.Post(new Letter("first@example.net", "", ""));
        await carrier.Asked.WaitAsync(TestContext.Current.CancellationToken);
        var stopping = outbox.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(stopping.IsCompleted);
        time.Advance(Outbox.LastSecond);
        await stopping;
        Assert.Empty(carrier.Delivered);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void A_network_is_what_one_subscriber_has(string address, string network) =>
        Assert.Equal(network, Network.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("Ada", "Ada")]
    [InlineData(" Ada\r\nObi\u001b ", "Ada  Obi")]
    [InlineData("", "somebody")]
    [InlineData(null, "somebody")]
    public void A_name_that_a_provider_gave_is_made_to_fit(string? name, string expected) =>
        Assert.Equal(expected, PersonName.Clean(name, "somebody"));

    private sealed class Slow : IMailCarrier
    {
        public SemaphoreSlim Asked { get; } = new(0);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Delivered { get; } = [];

        public async Task CarryAsync(Letter letter, CancellationToken cancellationToken)
        {
            Asked.Release();
            await Go.Task.WaitAsync(cancellationToken);
            Delivered.Add(letter.To);
        }
    }

    private sealed class Unreliable : IMailCarrier
    {
        private readonly List<string> _delivered = [];
        private int _tries;

        public int Tries => Volatile.Read(ref _tries);

        public IReadOnlyList<string> Delivered => _delivered;

        public Task CarryAsync(Letter letter, CancellationToken cancellationToken)
        {
            if (letter.To != "bad@example.net")
                _delivered.Add(letter.To);
            Interlocked.Increment(ref _tries);
            return letter.To == "bad@example.net" ? throw new IOException("refused") : Task.CompletedTask;
        }

        public async Task CountAsync(int tries)
        {
            while (Tries < tries)
                await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
