using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Tests.Access;

public sealed class IdempotencyKeysTests(DemoEnterprise demo) : IClassFixture<DemoEnterprise>
{
    private readonly TrunklineHost host = demo.Host;

    [Fact]
    public async Task A_write_that_is_repeated_with_its_key_is_done_once_and_answered_twice()
    {
        var robot = await host.ApiUser("Everything", "ABC Bank");
        var first = await Create(robot, "Audit", "key-1");
        var second = await Create(robot, "Audit", "key-1");

        second.StatusCode.ShouldBe(first.StatusCode);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await Count(robot, "Audit")).ShouldBe(1);
    }

    [Fact]
    public async Task Simultaneous_repeats_do_it_once()
    {
        var robot = await host.ApiUser("Everything", "ABC Bank");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Create(robot, "Treasury", "key-2")));

        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBeGreaterThanOrEqualTo(1);
        // Not because the name is taken, which would say that it was done once more.
        foreach (var refused in answers.Where(answer => !answer.IsSuccessStatusCode))
            (await refused.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("code")
                .GetString()
                .ShouldBe("idempotency_in_progress");
        (await Count(robot, "Treasury")).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_comes_with_another_request_is_refused()
    {
        var robot = await host.ApiUser("Everything", "ABC Bank");
        await Create(robot, "Legal", "key-3");
        var other = await Create(robot, "Compliance", "key-3");

        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await other.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("code")
            .GetString()
            .ShouldBe("idempotency_key_reused");
        (await Count(robot, "Compliance")).ShouldBe(0);
    }

    [Fact]
    public async Task A_refusal_is_not_kept_since_it_changed_nothing()
    {
        var robot = await host.ApiUser("Everything", "ABC Bank");
        var refused = await Create(robot, "", "key-4");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Create(robot, "Facilities", "key-4")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task Keys_of_two_callers_have_nothing_to_do_with_each_other()
    {
        var one = await host.ApiUser("Everything", "ABC Bank");
        var other = await host.ApiUser("Everything", "ABC Bank");
        (await Create(one, "Branch One", "key-5")).IsSuccessStatusCode.ShouldBeTrue();
        (await Create(other, "Branch Two", "key-5")).IsSuccessStatusCode.ShouldBeTrue();
        (await Count(one, "Branch Two")).ShouldBe(1);
    }

    [Fact]
    public async Task A_sign_in_is_no_write_to_repeat_and_leaves_neither_password_nor_token()
    {
        using var visitor = host.Visitor();
        var first = await SignIn(visitor.Http, null);

        var second = await SignIn(visitor.Http, first);
        var third = await SignIn(visitor.Http, first);

        second.ShouldNotBe(third);
        (await host.Database.Ask("SELECT COUNT(*) FROM platform_idempotent_answer WHERE key = 'key-6'")).ShouldBe([
            "0",
        ]);
    }

    private static async Task<string> SignIn(HttpClient http, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sessions")
        {
            Content = JsonContent.Create(new { email = DemoPerson.Cy.Email, password = TrunklineHost.DemoPassword }),
        };
        request.Headers.Add("Idempotency-Key", "key-6");
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private async Task<HttpResponseMessage> Create(HttpClient robot, string name, string key)
    {
        var parent = await Parent(robot);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/organizations/{parent}/sub-organizations")
        {
            Content = JsonContent.Create(new { name }),
        };
        request.Headers.Add("Idempotency-Key", key);
        return await robot.SendAsync(request);
    }

    private static async Task<string> Parent(HttpClient robot) =>
        (await Organizations(robot))
            .Single(one => one.GetProperty("name").GetString() == "ABC Bank")
            .GetProperty("id")
            .GetString()!;

    private static async Task<int> Count(HttpClient robot, string name) =>
        (await Organizations(robot)).Count(one => one.GetProperty("name").GetString() == name);

    private static async Task<IReadOnlyList<JsonElement>> Organizations(HttpClient robot) =>
        [
            .. (await robot.GetFromJsonAsync<JsonElement>("/api/v1/organizations?limit=500"))
                .GetProperty("items")
                .EnumerateArray(),
        ];
}
