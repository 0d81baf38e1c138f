namespace Bff.Film;

/// <summary>The upload's own bytes end early or are malformed; faults of our disk are not this.</summary>
internal sealed class UploadBrokenException(Exception inner) : Exception("The upload is cut off or malformed.", inner)
{
    public static async Task<T> GuardAsync<T>(Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new UploadBrokenException(e);
        }
    }
}
