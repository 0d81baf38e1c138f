namespace Bff.Guide;

/// <summary>Declares what an operation may answer besides its result.</summary>
internal static class ErrorDocs
{
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder builder, params int[] statuses)
    {
        foreach (var status in statuses) builder.ProducesProblem(status);
        return builder;
    }
}
