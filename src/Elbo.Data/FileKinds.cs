namespace Elbo.Data;

/// <summary>What a user's own data may be.</summary>
internal static class FileKinds
{
    /// <summary>For a message about a file that is none of them.</summary>
    public const string Read = "read are tables (.csv, .tsv, .csv.gz, .tsv.gz, .parquet), arrays (.npy, .npz), idx files, and folders of images or of recordings (.wav)";
}
