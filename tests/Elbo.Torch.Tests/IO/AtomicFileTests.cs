using Elbo.Torch.IO;

namespace Elbo.Torch.Tests.IO;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void New_content_replaces_old_and_leaves_no_other_file()
    {
        AtomicFile.WriteText(folder["a.txt"], "first");
        AtomicFile.WriteText(folder["a.txt"], "zweites ß");
        File.ReadAllBytes(folder["a.txt"]).ShouldBe("zweites ß"u8.ToArray());
        folder.Names().ShouldBe(["a.txt"]);
    }

    [Fact]
    public void A_failure_halfway_keeps_the_old_content_and_removes_the_temporary_file()
    {
        AtomicFile.WriteText(folder["a.txt"], "old");
        Should.Throw<InvalidDataException>(() => AtomicFile.Write(folder["a.txt"], stream =>
        {
            stream.Write(new byte[200_000]);
            throw new InvalidDataException("halfway");
        })).Message.ShouldBe("halfway");
        File.ReadAllText(folder["a.txt"]).ShouldBe("old");
        folder.Names().ShouldBe(["a.txt"]);
    }

    [Fact]
    public void The_content_is_invisible_until_it_is_whole()
    {
        AtomicFile.Write(folder["a.txt"], stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            File.Exists(folder["a.txt"]).ShouldBeFalse();
        });
        File.ReadAllText(folder["a.txt"]).ShouldBe("half");
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var path = Path.Combine(folder["none"], "a.txt");
        Should.Throw<IOException>(() => AtomicFile.WriteText(path, "x")).Message
            .ShouldBe($"cannot write {path}: folder {folder["none"]} does not exist");
    }

    [Fact]
    public void A_folder_as_target_is_refused()
    {
        Directory.CreateDirectory(folder["sub"]);
        Should.Throw<IOException>(() => AtomicFile.WriteText(folder["sub"], "x")).Message.ShouldEndWith("it is a folder");
    }

    [Fact]
    public void A_full_disk_is_one_line_that_names_the_target()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("/dev/full is not there");
        var error = Should.Throw<IOException>(() => AtomicFile.WriteBytes("/dev/full", new byte[1 << 20]));
        error.Message.ShouldBe("cannot write /dev/full: No space left on device");
        File.Exists("/dev/full").ShouldBeTrue();
    }

    [Fact]
    public void A_folder_without_write_permission_is_said_and_left_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        if (Environment.UserName == "root") Assert.Skip("root writes everywhere");
        File.SetUnixFileMode(folder.Root, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Should.Throw<IOException>(() => AtomicFile.WriteText(folder["a"], "x")).Message.ShouldBe($"cannot write {folder["a"]}: permission denied");
        }
        finally
        {
            File.SetUnixFileMode(folder.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Writing_through_a_link_changes_the_file_behind_it()
    {
        File.WriteAllText(folder["real"], "old");
        File.CreateSymbolicLink(folder["link"], folder["real"]);
        AtomicFile.WriteText(folder["link"], "new");
        File.ReadAllText(folder["real"]).ShouldBe("new");
        new FileInfo(folder["link"]).LinkTarget.ShouldNotBeNull();
    }

    public void Dispose() => folder.Dispose();
}
