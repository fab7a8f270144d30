namespace Trunkline.WhatsApp.Simulator.Admin;

internal static class ClockAdmin
{
    static readonly TimeSpan LongestMove = TimeSpan.FromDays(366);

    internal sealed record Move(double? Hours, double? Seconds);

    public static IResult Get(TimeProvider time) =>
        AdminJson.Of(new { now = time.GetUtcNow(), offset = (time as MovableTimeProvider)?.Offset });

    public static async Task<IResult> MoveAsync(HttpRequest request, TimeProvider time)
    {
        if (await AdminJson.ReadAsync<Move>(request) is not { } move)
            return AdminJson.Unreadable;
        if (time is not MovableTimeProvider clock)
            return AdminJson.Problem("This process keeps real time.", StatusCodes.Status409Conflict);
        var seconds = (move.Hours ?? 0) * 3600 + (move.Seconds ?? 0);
        if (!(seconds >= 0 && seconds <= LongestMove.TotalSeconds))
            return AdminJson.Problem("The clock moves forward by at most a year.");
        clock.MoveForward(TimeSpan.FromSeconds(seconds));
        return Get(time);
    }
}
