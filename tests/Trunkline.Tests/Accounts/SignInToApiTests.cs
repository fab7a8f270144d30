using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Accounts;

/// An employee's own program: a session as a bearer token.
public sealed class SignInToApiTests(SignInToApiTests.Demo demo) : IClassFixture<SignInToApiTests.Demo>
{
    [Fact]
    public async Task A_session_reads_what_its_person_may_read_until_it_is_ended()
    {
        using var program = await SignedIn();

        var conversations = await program.Http.GetAsync("/api/v1/conversations", Token);
        conversations.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await program.Http.DeleteAsync("/api/v1/sessions/current", Token)).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );

        (await program.Http.GetAsync("/api/v1/conversations", Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_as_at_the_page_and_never_repeated_in_the_answer()
    {
        using var program = demo.Host.Visitor();

        var answer = await SignIn(program, "a guess that is wrong");

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadAsStringAsync(Token);
        JsonDocument.Parse(problem).RootElement.GetProperty("code").GetString().ShouldBe("sign_in_refused");
        problem.ShouldNotContain("guess");
    }

    [Fact]
    public async Task A_session_that_nobody_uses_ends_after_thirty_days_and_a_used_one_after_ninety()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var unused = await SignedIn(host);
        using var used = await SignedIn(host);

        for (var weeks = 0; weeks < 12; weeks++)
        {
            host.Clock.MoveForward(TimeSpan.FromDays(7));
            (await used.Http.GetAsync("/api/v1/conversations", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        (await unused.Http.GetAsync("/api/v1/conversations", Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        host.Clock.MoveForward(TimeSpan.FromDays(7));
        (await used.Http.GetAsync("/api/v1/conversations", Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<HttpResponseMessage> SignIn(Visitor program, string password) =>
        program.Http.PostAsJsonAsync("/api/v1/sessions", new { email = DemoPerson.Cy.Email, password }, Token);

    private async Task<Visitor> SignedIn(TrunklineHost? host = null)
    {
        var program = (host ?? demo.Host).Visitor();
        var answer = await SignIn(program, TrunklineHost.DemoPassword);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        program.Http.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("token").GetString());
        return program;
    }

    public sealed class Demo : IAsyncLifetime
    {
        public TrunklineHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await A.Host().WithDemo().Start();

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
