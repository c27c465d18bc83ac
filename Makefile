include Kbuild.harness
