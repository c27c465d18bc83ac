/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A "kernel" of a few instructions, for ends that Linux does not offer at will
 * and for tests without a kernel. Built with one of
 *
 *	-DSILENT	sleeps, says nothing
 *	-DTRIPLE_FAULT	faults without an interrupt table
 *	-DPANIC		tells the pvpanic device of a panic, then faults as above
 *	-DSAY='"text"'	writes the text to the serial port and powers off
 *	-DSTAY		with SAY: sleeps afterwards
 *	-DFLOOD='"text"' writes it for ever
 *
 * as a PVH image: gcc -nostdlib -static -Wl,-N,-Ttext=0x100000
 */
#define COM1	 0x3f8
#define PM1A_CNT 0x604 /* q35 with qboot: SLP_EN and type 0 is S5 */
#define SLP_EN	 0x2000
#define PVPANIC	 0x505 /* docs/specs/pvpanic.txt of QEMU */
#define PVPANIC_PANICKED 1
#define PHYS32_ENTRY 18 /* include/xen/interface/elfnote.h */

	.section .note.Xen, "a", @note
	.balign	4
	.long	4, 8, PHYS32_ENTRY
	.asciz	"Xen"
	.quad	_start

	.text
	.code32
	.globl	_start
_start:
#ifdef PANIC
	movb	$PVPANIC_PANICKED, %al
	movw	$PVPANIC, %dx
	outb	%al, %dx
	movl	$1000, %ecx	/* QEMU stops the CPU at a jump, not within a block */
4:	loop	4b
#endif
#if defined(TRIPLE_FAULT) || defined(PANIC)
	lidtl	no_table
	ud2
no_table:
	.word	0
	.long	0
#endif
#if defined(SAY) || defined(FLOOD)
0:	movl	$text, %esi
1:	lodsb
	testb	%al, %al
	jz	2f
	movw	$COM1, %dx
	outb	%al, %dx
	jmp	1b
2:
#ifdef FLOOD
	jmp	0b
#elif defined(STAY)
	jmp	3f
#endif
	movw	$PM1A_CNT, %dx
	movw	$SLP_EN, %ax
	outw	%ax, %dx
#endif
3:	cli
	hlt
	jmp	3b
#ifdef SAY
text:	.asciz	SAY
#elif defined(FLOOD)
text:	.asciz	FLOOD
#endif
